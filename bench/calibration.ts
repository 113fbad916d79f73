/**
 * `npm run bench -- calibration [--studies 2000] [--pairs 20] [--gap 60] [--deviations 0,20,60] [--replicates 3,...,12]`: what the
 * verdict's statistics claim on simulated studies whose truth is known. Two arms, every child meets every other; expected scores are
 * linear in Elo (slope at equality), so the true contrast is exact. Seeded: the same arguments print the same table.
 */
import { parseArgs } from 'node:util';
import { meanInterval, normalQuantile, signFlipTest, studentCdf, Z95 } from '../src/rating/index.js';
import { randomFromHash, sha256Hex, type Random } from '../src/spec/index.js';
import { crossedEffects, equivalenceOf, signFlipInterval, stopInterval, symmetryProcess, twoWayMean, type TableMean } from '../src/tournament/stats/index.js';

const { values: args } = parseArgs({
  options: {
    studies: { type: 'string', default: '2000' },
    pairs: { type: 'string', default: '20' },
    gap: { type: 'string', default: '60' },
    deviations: { type: 'string', default: '0,20,60' },
    replicates: { type: 'string', default: '3,4,5,6,7,8,9,10,11,12' },
  },
});
const numbers = (list: string): number[] => list.split(',').map(Number);
const [studies, pairs, gap] = [Number(args.studies), Number(args.pairs), Number(args.gap)];

const ALPHA = 0.05;
/** Share of points per Elo at equality. */
const SLOPE = Math.LN10 / 1600;
/** Chance of a draw in a game between equals. */
const DRAWS = 0.4;
/** A margin of equivalence as wide as the gap: then a study of that gap that calls the arms equal is a false one. */
const MARGIN = SLOPE * gap;

interface Tally {
  /** Points of the first side less half of the games. */
  margin: number;
  /** Sums of squares of pairs' and of games' shares about ½. */
  pairSquares: number;
  gameSquares: number;
}

/** A match of `pairs` pairs for the one who is `elo` stronger: one uniform number a game, nothing kept but sums. */
function match(elo: number, random: Random, into: Tally): void {
  const score = Math.min(0.98, Math.max(0.02, 0.5 + SLOPE * elo));
  const draw = DRAWS * 4 * score * (1 - score);
  const [won, held] = [(score - draw / 2) * 2 ** 32, (score + draw / 2) * 2 ** 32];
  let [sum, pairSquares, decided] = [0, 0, 0];
  for (let pair = 0; pair < pairs; pair++) {
    const [u, v] = [random.uint32(), random.uint32()];
    // half points above the even: -1, 0 or 1
    const a = u < won ? 1 : u < held ? 0 : -1;
    const b = v < won ? 1 : v < held ? 0 : -1;
    sum += a + b;
    pairSquares += (a + b) * (a + b);
    decided += a * a + b * b;
  }
  into.margin = sum / 2;
  into.pairSquares = pairSquares / 16;
  into.gameSquares = decided / 4;
}

interface Study {
  /** By replicate: first arm's share of points minus the second's over all matches. */
  readonly differences: readonly number[];
  /** The same over the games of each block alone. */
  readonly blocks: readonly number[];
  readonly table: readonly (readonly number[])[];
  /** Sums over the matches between the arms. */
  readonly between: Tally;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function study(n: number, deviation: number, difference: number, random: Random): Study {
  const strengths = Array.from({ length: 2 * n }, (_, i) => {
    const z = normalQuantile((random.uint32() + 0.5) / 2 ** 32);
    return (i < n ? difference / 2 : -difference / 2) + deviation * z;
  });
  const margins = strengths.map(() => new Array<number>(2 * n).fill(0));
  const between: Tally = { margin: 0, pairSquares: 0, gameSquares: 0 };
  const one: Tally = { margin: 0, pairSquares: 0, gameSquares: 0 };
  for (let i = 0; i < 2 * n; i++)
    for (let j = i + 1; j < 2 * n; j++) {
      match(strengths[i]! - strengths[j]!, random, one);
      margins[i]![j] = one.margin / (2 * pairs);
      margins[j]![i] = -one.margin / (2 * pairs);
      if (i >= n || j < n) continue;
      between.margin += one.margin;
      between.pairSquares += one.pairSquares;
      between.gameSquares += one.gameSquares;
    }
  const replicates = Array.from({ length: n }, (_, r) => r);
  // a child's strength is its mean margin over all 2n children, itself counted as 0: then a gap of d is a difference of d
  const differences = replicates.map((r) => mean(margins[r]!) - mean(margins[n + r]!));
  const blocks = replicates.map((r) => {
    const met = [...replicates.slice(0, r + 1), ...replicates.slice(0, r + 1).map((i) => n + i)];
    return mean(met.map((i) => margins[r]![i]!)) - mean(met.map((i) => margins[n + r]![i]!));
  });
  return { differences, blocks, table: margins.slice(0, n).map((row) => row.slice(n)), between };
}

const tableP = ({ mean: m, standardError, df }: TableMean): number => (standardError > 0 ? 2 * studentCdf(-Math.abs(m) / standardError, df) : 1);
/** Half-width of the 95 % interval of a mean of `units` shares about ½ whose squares sum to `squares`. */
const naiveHalf = (margin: number, squares: number, units: number): number => Z95 * Math.sqrt(Math.max(0, squares / units - margin ** 2) / units);

/** Whether each method rejects "no difference", and whether its interval holds the truth (share of points). */
function judge(n: number, { differences, blocks, table, between }: Study, truth: number): Record<string, boolean | null> {
  const interval = signFlipInterval(differences, ALPHA);
  const student = meanInterval(differences)!;
  const looks = blocks.slice(5).map((_, i) => signFlipTest(blocks.slice(0, i + 6)).p);
  const { decidedAt } = symmetryProcess(blocks, ALPHA);
  const stopped = interval && stopInterval(blocks.slice(0, decidedAt ?? blocks.length), ALPHA);
  const games = 2 * pairs * n * n;
  const share = between.margin / games;
  const [ofPairs, ofGames] = [naiveHalf(share, between.pairSquares, games / 2), naiveHalf(share, between.gameSquares, games)];
  return {
    'sign flips': interval ? signFlipTest(differences).p <= ALPHA : null,
    'interval covers': interval ? interval.low <= truth && truth <= interval.high : null,
    't, interval covers': student.low! <= truth && truth <= student.high!,
    equivalent: equivalenceOf(differences, MARGIN)!.p <= ALPHA,
    'mixed model': tableP(crossedEffects(table)!) <= ALPHA,
    'two-way clusters': tableP(twoWayMean(table)!) <= ALPHA,
    'e-process, looked at after every block': interval ? decidedAt !== null : null,
    'interval after its stop covers': stopped ? (stopped.low === null || stopped.low <= truth) && (stopped.high === null || truth <= stopped.high) : null,
    'sign flips, looked at after every block': interval ? looks.some((p) => p <= ALPHA) : null,
    'pairs as independent': Math.abs(share) > ofPairs,
    'their interval covers': Math.abs(share - truth) <= ofPairs,
    'games as independent': Math.abs(share) > ofGames,
  };
}

const started = performance.now();
console.log(`${studies} studies a cell, ${pairs} pairs a pairing, nominal 5 %; shares in %; "-": too few replicates to say anything; margin of equivalence ${gap} Elo\n`);
let head = '';
for (const difference of [0, gap])
  for (const deviation of numbers(args.deviations))
    for (const n of numbers(args.replicates)) {
      const random = randomFromHash(sha256Hex(`calibration ${difference} ${deviation} ${n}`));
      const totals = new Map<string, number | null>();
      for (let i = 0; i < studies; i++)
        for (const [name, hit] of Object.entries(judge(n, study(n, deviation, difference, random), SLOPE * difference)))
          totals.set(name, hit === null ? null : (totals.get(name) ?? 0) + Number(hit));
      const cells = [...totals].map(([, count]) => (count === null ? '-' : ((100 * count) / studies).toFixed(1)));
      if (!head) {
        head = ['true gap, Elo', 'between-seed SD, Elo', 'replicates', ...totals.keys()].join(' | ');
        console.log(`| ${head} |\n|${' --- |'.repeat(totals.size + 3)}`);
      }
      console.log(`| ${difference} | ${deviation} | ${n} | ${cells.join(' | ')} |`);
    }
console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s`);
