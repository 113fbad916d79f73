/**
 * `npm run bench -- rating [--players 1000] [--rounds 3] [--games 10000,30000,...]`: how long a rating takes as games
 * grow, beside the iterations of Ordo and BayesElo (bench/rating/peers.ts) on the same games, in turns. Two schedules:
 * `open`, where anybody meets anybody, and `ladder`, where players meet the ten next above and below. Times are of the
 * processor and of the clock; docs/rating.md has results.
 */
import { parseArgs } from 'node:util';
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
import { bayesEloIteration, ordoIteration, type PeerResult } from './rating/peers.js';

const { values: args } = parseArgs({
  options: {
    players: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    games: { type: 'string', default: '10000,30000,100000,300000,1000000' },
  },
});
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

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const shown = (times: readonly Time[]): string =>
  `${median(times.map(({ cpu }) => cpu)).toFixed(1)} (${median(times.map(({ wall }) => wall)).toFixed(1)})`;

/** Ratings alone, as the peers give them. */
function maximum(cells: PairCells, model: ModelName): Float64Array {
  const fit = fitStrengths(cells, { model, accuracy: 3e-5 })!; // as ratePlayers
  const mean = fit.lambda.reduce((sum, value) => sum + value, 0) / players;
  return fit.lambda.map((value) => (value - mean) * ELO_PER_LOG);
}

function row(schedule: 'open' | 'ladder', count: number): void {
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
  const ratio = (peer: string, own: string): string => {
    const ratios = times[peer]!.map(({ cpu }, i) => cpu / times[own]![i]!.cpu);
    return `${median(ratios).toFixed(1)}${peers[peer]!.reached ? '' : ' and more'} (${peers[peer]!.iterations})`;
  };
  const each = (
    (1e6 * (median(times.count!.map(({ cpu }) => cpu)) + median(times.all!.map(({ cpu }) => cpu)))) /
    count
  ).toFixed(0);
  const line = [
    schedule,
    count.toLocaleString('en'),
    cells.white.length.toLocaleString('en'),
    ...['count', 'davidson', 'all', 'beside'].map((name) => shown(times[name]!)),
    each,
    shown(times.logistic!),
    ratio('Ordo', 'logistic'),
    shown(times.bayeselo!),
    ratio('BayesElo', 'bayeselo'),
  ];
  console.log(`| ${line.join(' | ')} |`);
}

console.log(
  `${players} players; milliseconds of the processor (of the clock), medians of ${rounds} rounds in turns; ` +
    `peers until within ${ACCURACY} Elo`,
);
console.log(
  '| schedule | games | cells | count | ratings | with covariance and errors | ranks and cross table | ns a game | ' +
    'logistic | Ordo / ours (iterations) | bayeselo | BayesElo / ours (iterations) |',
);
console.log(`|${' --- |'.repeat(12)}`);
for (const schedule of ['open', 'ladder'] as const)
  for (const count of args.games.split(',').map(Number)) row(schedule, count);
