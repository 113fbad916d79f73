/** What each method says of one simulated study. */

import { Z95 } from '../../src/rating/numerics/normal.js';
import { signFlipInterval, signFlipTest } from '../../src/rating/numerics/sign-flip.js';
import { meanInterval, studentCdf } from '../../src/rating/numerics/student.js';
import { symmetryProcess } from '../../src/tournament/stats/e-process.js';
import { stopInterval } from '../../src/tournament/stats/estimate-after-stop.js';
import { equivalenceOf } from '../../src/tournament/stats/replicate-inference.js';
import { crossedEffects, type TableMean, twoWayMean } from '../../src/tournament/stats/table-means.js';
import { type Setting, SLOPE, type Study } from './simulate.js';

export const ALPHA = 0.05;

/** Answers by method, in the order of the report. */
export const METHODS = {
  flips: 'sign flips reject',
  flipsCover: 'interval of sign flips covers',
  student: 'Student’s interval covers',
  equivalent: 'equivalent within the margin',
  mixed: 'mixed model rejects',
  clusters: 'two-way clusters reject',
  process: 'e-process rejects, looked at after every block',
  processCovers: 'its interval covers',
  peeking: 'sign flips reject, looked at after every block',
  pairs: 'pairs as independent reject',
  pairsCover: 'their interval covers',
  games: 'games as independent reject',
  gamesCover: 'their interval covers',
} as const;
export type Method = keyof typeof METHODS;

const tableP = ({ mean: m, standardError, df }: TableMean): number =>
  standardError > 0 ? 2 * studentCdf(-Math.abs(m) / standardError, df) : 1;
/** Half-width of the 95 % interval of a mean of `units` shares about ½ whose squares sum to `squares`. */
const naiveHalf = (margin: number, squares: number, units: number): number =>
  Z95 * Math.sqrt(Math.max(0, squares / units - margin ** 2) / units);

/**
 * Whether each method rejects "no difference", and whether its interval holds the truth (share of points); null where
 * it may not speak. `margin`: Elo.
 */
export function decide(
  { replicates: n, pairs, gap }: Setting,
  margin: number,
  { differences, blocks, table, between }: Study,
): Record<Method, boolean | null> {
  const truth = SLOPE * gap;
  const holds = (low: number | null, high: number | null): boolean =>
    (low === null || low <= truth) && (high === null || truth <= high);
  const interval = signFlipInterval(differences, ALPHA);
  const student = meanInterval(differences)!;
  const looks = blocks.slice(5).map((_, i) => signFlipTest(blocks.slice(0, i + 6)).p);
  const { decidedAt } = symmetryProcess(blocks, ALPHA);
  const stopped = interval && stopInterval(blocks.slice(0, decidedAt ?? blocks.length), ALPHA);
  const games = 2 * pairs * n * n;
  const share = between.margin / games;
  const [ofPairs, ofGames] = [
    naiveHalf(share, between.pairSquares, games / 2),
    naiveHalf(share, between.gameSquares, games),
  ];
  return {
    flips: interval ? signFlipTest(differences).p <= ALPHA : null,
    flipsCover: interval ? holds(interval.low, interval.high) : null,
    student: holds(student.low, student.high),
    equivalent: equivalenceOf(differences, SLOPE * margin)!.p <= ALPHA,
    mixed: tableP(crossedEffects(table)!) <= ALPHA,
    clusters: tableP(twoWayMean(table)!) <= ALPHA,
    process: interval ? decidedAt !== null : null,
    processCovers: stopped ? holds(stopped.low, stopped.high) : null,
    peeking: interval ? looks.some((p) => p <= ALPHA) : null,
    pairs: Math.abs(share) > ofPairs,
    pairsCover: Math.abs(share - truth) <= ofPairs,
    games: Math.abs(share) > ofGames,
    gamesCover: Math.abs(share - truth) <= ofGames,
  };
}
