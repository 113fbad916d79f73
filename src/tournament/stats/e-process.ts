import { replicatesNeeded } from '../../rating/numerics/index.js';

/**
 * Bets per unit of difference (share of points), suited to differences from a fifth of all points down to less than a
 * hundredth. Fixed before any data are seen.
 */
const BETS = [4, 8, 16, 32, 64, 128] as const;

/** `too early`: so few blocks that no data could have decided; `undecided`: 1 / alpha has not been reached. */
type MonitoredDecision = 'too early' | 'undecided' | 'first stronger' | 'second stronger';
/** The sign-symmetry e-process over blocks in the order of the schedule. */
export interface SymmetryProcess {
  /** The e-value against "+d is as likely as -d" after each block; its mean is at most 1 under that hypothesis. */
  readonly path: readonly number[];
  /** The largest e-value so far, at least 1. */
  readonly largest: number;
  /** Anytime-valid p, 1 / largest: at most alpha with probability at most alpha, however often one looks. */
  readonly p: number;
  readonly state: MonitoredDecision;
  /** The block, counted from 1, after which the e-value first reached 1 / alpha; null if it has not. */
  readonly decidedAt: number | null;
}

/** ln(1 + e^x). */
const softplus = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));

/**
 * Wealth after each difference, as a mean over the bets on one side. A bet multiplies its wealth by exp(bet d) /
 * cosh(bet d) = 2 / (1 + exp(-2 bet d)), whose mean over the two signs of d is 1.
 */
function wealthPath(differences: readonly number[], side: 1 | -1): number[] {
  const logs = BETS.map(() => 0);
  return differences.map(
    (d) =>
      BETS.reduce((sum, bet, i) => sum + Math.exp((logs[i]! += Math.LN2 - softplus(-2 * side * bet * d))), 0) /
      BETS.length,
  );
}

/** Wealth of the bets on one side after all `differences`; 1 if there are none. `side` 1 bets on positive ones. */
export function wealth(differences: readonly number[], side: 1 | -1): number {
  return wealthPath(differences, side).at(-1) ?? 1;
}

/**
 * Sign-symmetry e-process over the differences of blocks in the order of the schedule: half of the stake on either
 * side, spread evenly over the bets (de la Peña, Ann. Prob. 27, 1999; Ramdas et al., Game-theoretic statistics, Stat.
 * Sci. 38, 2023). One block at most doubles a stake, so the state is `too early` until 2^n / 2 reaches 1 / alpha.
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
 * Where and for which side the process first reaches 1 / alpha; null if it never does. Faster than `symmetryProcess`,
 * for simulations: the factors of the two sides sum to 2, so one exponential gives both.
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
