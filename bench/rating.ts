/**
 * `npm run bench -- rating [--players 1000] [--rounds 3] [--games 10000,30000,...]`
 *
 * Compares: the time of a rating as games grow with the iterations of Ordo and of BayesElo on the same games.
 *
 * The peers' iterations are written from their descriptions (bench/rating/peers.ts) and take turns with ours. Two schedules:
 * `open`, where anybody meets anybody, and `ladder`, where players meet the ten next above and below. Times are of the
 * processor and of the clock; docs/rating.md has results.
 */
import { pairingsOf } from '../src/rating/davidson/cross-table.js';
import { fitStrengths } from '../src/rating/davidson/fit-strengths.js';
import { rankIntervals } from '../src/rating/davidson/los-and-ranks.js';
import type { PairCells } from '../src/rating/davidson/pair-cells.js';
import { pairCells } from '../src/rating/davidson/pair-cells.js';
import { withPrior } from '../src/rating/davidson/prior.js';
import { ratePlayers } from '../src/rating/davidson/rate-players.js';
import { ELO_PER_LOG } from '../src/rating/elo/elo.js';
import { type ModelName, outcomeDistribution } from '../src/rating/elo/outcome-models.js';
import { randomFromHash, sha256Hex } from '../src/spec/keys/index.js';
import { markdown } from './calibration/planted-table.js';
import { bayesEloIteration, ordoIteration, type PeerResult } from './rating/peers.js';
import { benchArguments, median, printHeader } from './shared/bench.js';

const args = benchArguments(
  {
    players: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    games: { type: 'string', default: '10000,30000,100000,300000,1000000' },
  },
  { players: '30', rounds: '1', games: '500' },
);
const players = Number(args.players);
const rounds = Number(args.rounds);
const ACCURACY = 0.01;

interface Games {
  readonly white: Int32Array;
  readonly black: Int32Array;
  readonly points2: Uint8Array;
}

/**
 * Games of players between 300 Elo below and above the mean, White 35 Elo better, a quarter of games drawn between
 * equals.
 */
function simulate(schedule: 'open' | 'ladder', count: number): Games {
  const random = randomFromHash(sha256Hex(`${schedule} ${count} ${players}`));
  const games = { white: new Int32Array(count), black: new Int32Array(count), points2: new Uint8Array(count) };
  const strength = (i: number): number => ((i / (players - 1) - 0.5) * 600) / ELO_PER_LOG;
  for (let game = 0; game < count; game++) {
    const one = Math.floor(random.next() * players);
    const away = Math.floor(random.next() * (schedule === 'open' ? players - 1 : 20));
    const other = schedule === 'open' ? (away < one ? away : away + 1) : one + (away < 10 ? away - 10 : away - 9);
    const two = other < 0 || other >= players ? 2 * one - other : other;
    games.white[game] = one;
    games.black[game] = two;
    const [win, draw] = outcomeDistribution(
      'davidson',
      strength(one) - strength(two) + 35 / ELO_PER_LOG,
      Math.log(2 / 3),
    );
    const luck = random.next();
    games.points2[game] = luck < win ? 2 : luck < win + draw ? 1 : 0;
  }
  return games;
}

interface Time {
  readonly cpu: number;
  readonly wall: number;
}

function timed<T>(what: () => T): { made: T; time: Time } {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  const made = what();
  const used = process.cpuUsage(cpu);
  return { made, time: { cpu: (used.user + used.system) / 1000, wall: performance.now() - wall } };
}

const shown = (times: readonly Time[]): string =>
  `${median(times.map(({ cpu }) => cpu)).toFixed(1)} (${median(times.map(({ wall }) => wall)).toFixed(1)})`;

/** Ratings alone, as the peers give them. */
function maximum(cells: PairCells, model: ModelName): Float64Array {
  const fit = fitStrengths(cells, { model, accuracy: 3e-5 })!; // as ratePlayers
  const mean = fit.lambda.reduce((sum, value) => sum + value, 0) / players;
  return fit.lambda.map((value) => (value - mean) * ELO_PER_LOG);
}

type Row = Readonly<Record<string, string>>;

/** Rates one set of games; a row for each table: ours, and one a peer. */
function rowsOf(schedule: 'open' | 'ladder', count: number): Readonly<Record<'ours' | 'Ordo' | 'BayesElo', Row>> {
  const { white, black, points2 } = simulate(schedule, count);
  const cells = pairCells(players, white, black, points2);
  const prior = withPrior(cells);
  const goals = { logistic: maximum(cells, 'logistic'), bayeselo: maximum(prior, 'bayeselo') };
  const times: Record<string, Time[]> = {};
  const peers: Record<string, PeerResult> = {};
  const note = <T>(name: string, what: () => T): T => {
    const { made, time } = timed(what);
    (times[name] ??= []).push(time);
    return made;
  };
  for (let round = 0; round < rounds; round++) {
    note('count', () => pairCells(players, white, black, points2));
    note('logistic', () => maximum(cells, 'logistic'));
    peers.Ordo = note('Ordo', () => ordoIteration(cells, goals.logistic, ACCURACY));
    note('bayeselo', () => maximum(prior, 'bayeselo'));
    peers.BayesElo = note('BayesElo', () => bayesEloIteration(prior, goals.bayeselo, ACCURACY));
    note('davidson', () => maximum(cells, 'davidson'));
    const found = note('all', () => ratePlayers(cells, { model: 'davidson', whiteAdvantage: 'fit', drawElo: 'fit' }));
    note('beside', () => [rankIntervals(found), pairingsOf(cells, found, 'davidson')]);
  }
  const ratio = (peer: string, own: string): string =>
    median(times[peer]!.map(({ cpu }, i) => cpu / times[own]![i]!.cpu)).toFixed(1) +
    (peers[peer]!.reached ? '' : ' and more');
  const each = (
    (1e6 * (median(times.count!.map(({ cpu }) => cpu)) + median(times.all!.map(({ cpu }) => cpu)))) /
    count
  ).toFixed(0);
  const set = { schedule, games: count.toLocaleString('en'), cells: cells.white.length.toLocaleString('en') };
  const beside = (peer: string, own: string): Row => ({
    ...set,
    [`ours, ${own}`]: shown(times[own]!),
    [peer]: shown(times[peer]!),
    [`${peer} / ours`]: ratio(peer, own),
    iterations: String(peers[peer]!.iterations),
  });
  return {
    ours: {
      ...set,
      count: shown(times.count!),
      ratings: shown(times.davidson!),
      'with covariance and errors': shown(times.all!),
      'ranks and cross table': shown(times.beside!),
      'ns a game': each,
    },
    Ordo: beside('Ordo', 'logistic'),
    BayesElo: beside('BayesElo', 'bayeselo'),
  };
}

printHeader();
console.log(
  `${players} players; milliseconds of the processor (of the clock), medians of ${rounds} rounds in turns; ` +
    `peers until within ${ACCURACY} Elo`,
);
const all = (['open', 'ladder'] as const).flatMap((schedule) =>
  args.games.split(',').map((count) => rowsOf(schedule, Number(count))),
);
const TITLES = { ours: 'Ours', Ordo: 'Beside Ordo', BayesElo: 'Beside BayesElo' } as const;
for (const [table, title] of Object.entries(TITLES) as [keyof typeof TITLES, string][]) {
  const rows = all.map((one) => one[table]);
  console.log(
    `\n${title}\n\n${markdown(
      Object.keys(rows[0]!),
      rows.map((row) => Object.values(row)),
    )}`,
  );
}
