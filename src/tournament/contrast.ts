import { meanInterval, replicatesNeeded, signFlipTest } from '../rating/index.js';
import type { StandingsRow } from './standings.js';
import { equivalenceOf, signFlipInterval } from './stats/index.js';

/** An arm contrast with the replicate as its unit. Arms are paired: replicate r of both was made with the same seed. */
export interface Contrast {
  readonly arms: readonly [string, string];
  /** Elo; or share of points, where some child has no rating, for all replicates alike: the two cannot be mixed. */
  readonly scale: 'elo' | 'score';
  /** First arm minus second, by replicate. */
  readonly differences: readonly { readonly replicate: number; readonly difference: number }[];
  readonly mean: number | null;
  /** Ends of the 95 % interval over replicates; null for fewer than two. */
  readonly low: number | null;
  readonly high: number | null;
  /** What the interval rests on: the inverted sign-flip test, or Student's t where replicates are too few for that. */
  readonly interval: 'sign flips' | 'student' | null;
  /** Exact two-sided sign-flip test; null with fewer replicates than it needs to reach alpha. */
  readonly p: number | null;
  /** How many replicates alpha needs, when there are fewer; else null. */
  readonly needed: number | null;
}

/** `replicates` are those to be used: complete, and failed in no arm. */
export function contrastOf(rows: readonly StandingsRow[], arms: readonly [string, string], replicates: readonly number[], alpha: number): Contrast {
  const row = (arm: string, replicate: number): StandingsRow | undefined => rows.find((r) => r.arm === arm && r.replicate === replicate);
  const pairs = replicates.map((replicate) => ({ replicate, a: row(arms[0], replicate), b: row(arms[1], replicate) }));
  const rated = (r: StandingsRow | undefined): boolean => r?.elo != null && r.group === 0;
  const scale = pairs.every(({ a, b }) => rated(a) && rated(b)) ? 'elo' : 'score';
  const differences = pairs.flatMap(({ replicate, a, b }) => {
    const [x, y] = [a?.[scale], b?.[scale]];
    return x == null || y == null ? [] : [{ replicate, difference: x - y }];
  });
  const values = differences.map(({ difference }) => difference);
  const student = meanInterval(values);
  const exact = signFlipInterval(values, 0.05);
  const interval = exact ?? student;
  const needed = replicatesNeeded(alpha);
  const enough = values.length >= needed;
  return {
    arms,
    scale,
    differences,
    mean: student?.mean ?? null,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    interval: exact ? 'sign flips' : student?.low == null ? null : 'student',
    p: enough ? signFlipTest(values).p : null,
    needed: enough ? null : needed,
  };
}

/** Two one-sided t tests at alpha against the margin, Elo. */
export function isEquivalent({ scale, differences }: Contrast, margin: number, alpha: number): boolean {
  const found = equivalenceOf(differences.map(({ difference }) => difference), margin);
  return scale === 'elo' && found !== null && found.p <= alpha;
}
