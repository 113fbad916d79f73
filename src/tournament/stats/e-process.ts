import { replicatesNeeded } from '../../rating/index.js';

/**
 * Bets a unit of difference (share of points); fixed beforehand. From a fifth of all points apart to less than a
 * hundredth.
 */
export const BETS = [4, 8, 16, 32, 64, 128] as const;

export type MonitoredDecision = 'too early' | 'undecided' | 'first stronger' | 'second stronger';
export interface SymmetryProcess {
  /** Evidence against "+d is as likely as -d" after each block; under that hypothesis its mean is at most 1. */
  readonly path: readonly number[];
  /** The largest so far. */
  readonly largest: number;
  /** At most alpha with probability alpha, whenever and however often one looks: 1 / largest, at most 1. */
  readonly p: number;
  readonly state: MonitoredDecision;
  /** The block, counted from 1, after which 1 / alpha was first reached. */
  readonly decidedAt: number | null;
}

/** ln(1 + e^x). */
const softplus = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));

/**
 * Wealth after each difference, as a mean over the bets on one side. A bet multiplies by exp(bet d) / cosh(bet d), that
 * is 2 / (1 + exp(-2 bet d)): its mean over the two signs of d is 1.
 */
function wealthPath(differences: readonly number[], side: 1 | -1): number[] {
  const logs = BETS.map(() => 0);
  return differences.map(
    (d) =>
      BETS.reduce((sum, bet, i) => sum + Math.exp((logs[i]! += Math.LN2 - softplus(-2 * side * bet * d))), 0) /
      BETS.length,
  );
}

/** The wealth at the end; 1 before the first difference. */
export function wealth(differences: readonly number[], side: 1 | -1): number {
  return wealthPath(differences, side).at(-1) ?? 1;
}

/**
 * Sign-symmetry e-process over the differences of blocks in the order of the schedule: half of the stake on either
 * side, spread evenly over the bets (de la Peña, Ann. Prob. 27, 1999; Ramdas et al., Game-theoretic statistics, Stat.
 * Sci. 38, 2023). One block at most doubles a stake, so before 2^n / 2 reaches 1 / alpha nothing could be said: `too
 * early`.
 */
export function symmetryProcess(differences: readonly number[], alpha: number): SymmetryProcess {
  const [first, second] = [wealthPath(differences, 1), wealthPath(differences, -1)];
  const path = first.map((e, i) => (e + second[i]!) / 2);
  const largest = Math.max(1, ...path);
  const at = path.findIndex((e) => e >= 1 / alpha);
  const early = differences.length < replicatesNeeded(alpha) ? 'too early' : 'undecided';
  const state = at === -1 ? early : first[at]! > second[at]! ? 'first stronger' : 'second stronger';
  return { path, largest, p: 1 / largest, state, decidedAt: at === -1 ? null : at + 1 };
}

/**
 * Where and for whom the process first reaches 1 / alpha, and nothing else: for simulations, in which the two sides'
 * factors, making 2 together, need one exponential. Null where it never does.
 */
export function firstDecision(
  differences: ArrayLike<number>,
  alpha: number,
): { readonly at: number; readonly side: 1 | -1 } | null {
  const first = BETS.map(() => 1);
  const second = BETS.map(() => 1);
  for (let i = 0; i < differences.length; i++) {
    let [a, b] = [0, 0];
    for (let k = 0; k < BETS.length; k++) {
      const factor = 2 / (1 + Math.exp(-2 * BETS[k]! * differences[i]!));
      a += first[k]! *= factor;
      b += second[k]! *= 2 - factor;
    }
    if ((a + b) / (2 * BETS.length) >= 1 / alpha) return { at: i + 1, side: a > b ? 1 : -1 };
  }
  return null;
}
