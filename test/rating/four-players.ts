/**
 * 300 made-up games of four players, each pairing 50 times with colours in turn, and what other rating programs answer
 * to them. The answers were made by running those programs.
 */
import type { IndexedGame } from '../../src/rating/davidson/pair-cells.js';

export const NAMES = ['Alpha', 'Bravo', 'Charlie', 'Delta'] as const;

/** Half points of White, in the order of the games; the first player named has White first. */
const RESULTS: readonly (readonly [first: number, second: number, points2: string])[] = [
  [0, 1, '22222210222220201222010110222020221210221222222100'],
  [0, 2, '10221021102100202101202020202020201121002220100202'],
  [0, 3, '20202020222020102120202020100000202010200121202021'],
  [1, 2, '21221020111000000210022222212122212220221001002222'],
  [1, 3, '20212020002002112220221220011120100112002000122022'],
  [2, 3, '00010000112210212110222000220021112020222020221201'],
];

/** The games in their order. */
export const GAMES: readonly IndexedGame[] = RESULTS.flatMap(([first, second, points2]) =>
  [...points2].map((points, i): IndexedGame => {
    const [white, black] = i % 2 === 0 ? [first, second] : [second, first];
    return { white, black, result: (Number(points) / 2) as IndexedGame['result'] };
  }),
);

type Ratings = Readonly<Record<(typeof NAMES)[number], number>>;

/** Ordo 1.2.6 (michiguel/Ordo at 17eec77), `ordo -q -a 0 -W -D -N 4,3`; its scale makes 202 points of 76 %. */
export const ORDO = {
  /** Elo on Ordo's scale for one on ours. */
  scale: 202 / (400 * Math.log10(0.76 / 0.24)),
  players: { Alpha: 121.6919, Bravo: 24.2104, Charlie: -30.1563, Delta: -115.746 } satisfies Ratings,
  whiteAdvantage: 33.85,
};

/** BayesElo 0057 (ddugovic/BayesianElo at b2e6869): readpgn, elo, `mm 1 1`, prior 2. */
export const BAYES_ELO = {
  players: { Alpha: 117.346, Bravo: 23.1395, Charlie: -28.8532, Delta: -111.632 } satisfies Ratings,
  advantage: 34.3519,
  drawElo: 88.5046,
  logLikelihood: -295.296,
};

/** FastChat's rating_systems.py (lm-sys/FastChat at 0e6d3e4): compute_elo and compute_bt, from 1000 on. */
export const FAST_CHAT = {
  onlineK4: { Alpha: 1082.388455, Bravo: 1005.27787, Charlie: 980.858603, Delta: 931.475072 } satisfies Ratings,
  onlineK4Reversed: {
    Alpha: 1074.066606,
    Bravo: 1027.640259,
    Charlie: 981.097758,
    Delta: 917.195378,
  } satisfies Ratings,
  onlineK32: { Alpha: 1139.236331, Bravo: 974.733367, Charlie: 974.548514, Delta: 911.481787 } satisfies Ratings,
  bradleyTerry: { Alpha: 1119.6027, Bravo: 1023.7888, Charlie: 970.3656, Delta: 886.2429 } satisfies Ratings,
};
