/**
 * `npm run bench -- calibration [--studies 2000] [--pairs 20] [--gap 60] [--deviations 0,20,60] [--replicates 3,...,12]`: what the
 * verdict's statistics claim on simulated studies whose truth is known. Two arms, every child meets every other; expected scores are
 * linear in Elo (slope at equality), so the true contrast is exact. Seeded: the same arguments print the same table.
 */
import { parseArgs } from 'node:util';
import { meanInterval, normalQuantile, signFlipTest, studentCdf, Z95 } from '../src/rating/index.js';
import { randomFromHash, sha256Hex, type Random } from '../src/spec/index.js';
import { crossedEffects, signFlipInterval, symmetryProcess, twoWayMean, type TableMean } from '../src/tournament/stats/index.js';

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

/** Points of a game, 0, ½ or 1, for the one who is `elo` stronger. */
function game(elo: number, random: Random): number {
  const score = Math.min(0.98, Math.max(0.02, 0.5 + SLOPE * elo));
  const draw = DRAWS * 4 * score * (1 - score);
  const u = random.next();
  return u < score - draw / 2 ? 1 : u < score + draw / 2 ? 0.5 : 0;
}

interface Study {
  /** By replicate: first arm's share of points minus the second's over all matches. */
  readonly differences: readonly number[];
  /** The same over the games of each block alone. */
  readonly blocks: readonly number[];
  readonly table: readonly (readonly number[])[];
  /** Shares of all pairs between the arms. */
  readonly pairs: readonly number[];
}

function study(n: number, deviation: number, difference: number, random: Random): Study {
  const strengths = Array.from({ length: 2 * n }, (_, i) => {
    const z = normalQuantile((random.next() * 2 ** 32 + 0.5) / 2 ** 32);
    return (i < n ? difference / 2 : -difference / 2) + deviation * z;
  });
  const margins = strengths.map(() => strengths.map(() => 0));
  const between: number[] = [];
  for (let i = 0; i < 2 * n; i++)
    for (let j = i + 1; j < 2 * n; j++) {
      let points = 0;
      for (let pair = 0; pair < pairs; pair++) {
        const share = (game(strengths[i]! - strengths[j]!, random) + game(strengths[i]! - strengths[j]!, random)) / 2;
        points += share;
        if (i < n && j >= n) between.push(share);
      }
      margins[i]![j] = points / pairs - 0.5;
      margins[j]![i] = 0.5 - points / pairs;
    }
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const replicates = Array.from({ length: n }, (_, r) => r);
  // a child's strength is its mean margin over all 2n children, itself counted as 0: then a gap of d is a difference of d
  const differences = replicates.map((r) => mean(margins[r]!) - mean(margins[n + r]!));
  const blocks = replicates.map((r) => {
    const met = [...replicates.slice(0, r + 1), ...replicates.slice(0, r + 1).map((i) => n + i)];
    return mean(met.map((i) => margins[r]![i]!)) - mean(met.map((i) => margins[n + r]![i]!));
  });
  return { differences, blocks, table: margins.slice(0, n).map((row) => row.slice(n)), pairs: between };
}

const tableP = ({ mean, standardError, df }: TableMean): number => (standardError > 0 ? 2 * studentCdf(-Math.abs(mean) / standardError, df) : 1);

/** Whether each method rejects "no difference", and whether its interval holds the truth (share of points). */
function judge({ differences, blocks, table, pairs: shares }: Study, truth: number): Record<string, boolean | null> {
  const interval = signFlipInterval(differences, ALPHA);
  const student = meanInterval(differences)!;
  const share = shares.reduce((a, b) => a + b, 0) / shares.length - 0.5;
  const error = Math.sqrt(shares.reduce((a, s) => a + (s - 0.5 - share) ** 2, 0)) / shares.length;
  const looks = blocks.slice(5).map((_, i) => signFlipTest(blocks.slice(0, i + 6)).p);
  return {
    'sign flips': interval ? signFlipTest(differences).p <= ALPHA : null,
    'sign flips, interval covers': interval ? interval.low <= truth && truth <= interval.high : null,
    't, interval covers': student.low! <= truth && truth <= student.high!,
    'mixed model': tableP(crossedEffects(table)!) <= ALPHA,
    'two-way clusters': tableP(twoWayMean(table)!) <= ALPHA,
    'e-process, every block': symmetryProcess(blocks, ALPHA).decidedAt !== null,
    'sign flips, every block': interval ? looks.some((p) => p <= ALPHA) : null,
    'pairs as independent': Math.abs(share) > Z95 * error,
    'pairs as independent, interval covers': Math.abs(share - truth) <= Z95 * error,
  };
}

console.log(`${studies} studies a cell, ${pairs} pairs a pairing, nominal 5 %; shares in %; "-": too few replicates to say anything\n`);
let head = '';
for (const difference of [0, gap])
  for (const deviation of numbers(args.deviations))
    for (const n of numbers(args.replicates)) {
      const random = randomFromHash(sha256Hex(`calibration ${difference} ${deviation} ${n}`));
      const totals = new Map<string, number | null>();
      for (let i = 0; i < studies; i++)
        for (const [name, hit] of Object.entries(judge(study(n, deviation, difference, random), SLOPE * difference)))
          totals.set(name, hit === null ? null : (totals.get(name) ?? 0) + Number(hit));
      const cells = [...totals].map(([, count]) => (count === null ? '-' : ((100 * count) / studies).toFixed(1)));
      if (!head) {
        head = ['true gap, Elo', 'between-seed SD, Elo', 'replicates', ...totals.keys()].join(' | ');
        console.log(`| ${head} |\n|${' --- |'.repeat(totals.size + 3)}`);
      }
      console.log(`| ${difference} | ${deviation} | ${n} | ${cells.join(' | ')} |`);
    }
