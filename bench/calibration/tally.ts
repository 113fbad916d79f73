/** Counts over the tournaments of one cell. */
import type { Random } from '../../src/spec/keys/index.js';
import type { Verdict } from '../../src/tournament/verdict/index.js';
import type { World } from './simulate.js';
import type { WholeDesign } from './whole.js';

/** An interval that may be open. */
interface Limits {
  readonly low: number | null;
  readonly high: number | null;
}

/** How often intervals held the truth. */
class Coverage {
  #held = 0;
  #of = 0;

  add(truth: number, limits: Limits | null | undefined): void {
    if (limits?.low == null || limits.high == null) return;
    this.#of++;
    // a truth of 0 at an interval's end differs from it by rounding alone
    if (limits.low <= truth + 1e-9 && truth - 1e-9 <= limits.high) this.#held++;
  }

  /** In %, `-` without any interval. */
  toString(): string {
    return percent(this.#held, this.#of);
  }
}

/** A mean that is added up. */
class Mean {
  #sum = 0;
  #squares = 0;
  #of = 0;

  add(value: number | null | undefined): void {
    if (value == null) return;
    this.#sum += value;
    this.#squares += value * value;
    this.#of++;
  }

  get value(): number {
    return this.#sum / this.#of;
  }

  /** With one decimal, `-` without any value. */
  toString(): string {
    return this.#of > 0 ? this.value.toFixed(1) : '-';
  }
}

/** A share in % with one decimal; `-` of nothing. */
export const percent = (count: number, of: number): string => (of > 0 ? ((100 * count) / of).toFixed(1) : '-');

/** What a cell is compared with. */
export interface Truth {
  /** First arm minus second, Elo. */
  readonly gap: number;
  /** Standard deviation of the replicates' true differences, Elo. */
  readonly spread: number;
  /** Standard deviation of the children of one arm, Elo; null where the arms differ. */
  readonly seeds: number | null;
}

/** Verdicts of one cell. */
export class Tally {
  tournaments = 0;
  readonly #states = new Map<string, number>();
  #naive = 0;
  #withinMargin = 0;
  #otherScale = 0;
  readonly covered = new Coverage();
  readonly spreadCovered = new Coverage();
  readonly seedsCovered = new Coverage();
  readonly randomEffectsCovered = new Coverage();
  readonly seeds = new Mean();
  readonly mean = new Mean();
  readonly blocks = new Mean();
  /** The estimate that is corrected for a stop, Elo, and how often its interval holds the truth. */
  readonly corrected = new Mean();
  readonly correctedCovered = new Coverage();

  constructor(private readonly truth: Truth) {}

  add(verdict: Verdict, naiveZ: number): void {
    const { gap, spread, seeds } = this.truth;
    const { state, contrast, sequential } = verdict;
    this.tournaments++;
    this.#states.set(state, (this.#states.get(state) ?? 0) + 1);
    if (Math.abs(naiveZ) > 1.959964) this.#naive++;
    if (verdict.withinMargin) this.#withinMargin++;
    this.blocks.add(verdict.replicates.used.length);
    this.seeds.add(verdict.seedVariance?.elo);
    if (seeds !== null) this.seedsCovered.add(seeds, seedLimits(verdict));
    this.corrected.add(sequential?.elo.estimate);
    this.correctedCovered.add(gap, sequential?.elo);
    if (contrast?.scale !== 'elo') {
      this.#otherScale++;
      return;
    }
    this.mean.add(contrast.mean);
    this.covered.add(gap, contrast);
    this.spreadCovered.add(spread, contrast.spread);
    this.randomEffectsCovered.add(gap, verdict.secondOpinions?.randomEffects);
  }

  /** Share of tournaments that ended in a state, in %. */
  state(...names: readonly string[]): string {
    return percent(this.#countOf(names), this.tournaments);
  }

  /** All that ended in none of these. */
  otherThan(...names: readonly string[]): string {
    return percent(this.tournaments - this.#countOf(names), this.tournaments);
  }

  /** Either arm stronger: a false positive where there is no difference. */
  get either(): string {
    return this.state('positive stronger', 'negative stronger');
  }

  get naive(): string {
    return percent(this.#naive, this.tournaments);
  }

  get withinMargin(): string {
    return percent(this.#withinMargin, this.tournaments);
  }

  /** `equivalent`, or a difference said to be within the margin. */
  get claimedWithin(): string {
    return percent(this.#countOf(['equivalent']) + this.#withinMargin, this.tournaments);
  }

  /** Share of tournaments in which some child took all or no points, so that there is no Elo. */
  get otherScale(): string {
    return percent(this.#otherScale, this.tournaments);
  }

  #countOf(names: readonly string[]): number {
    return names.reduce((sum, name) => sum + (this.#states.get(name) ?? 0), 0);
  }
}

function seedLimits({ seedVariance }: Verdict): Limits | null {
  return seedVariance && { low: seedVariance.low, high: seedVariance.high };
}

/** Plays the tournaments of a cell. */
export function tallyOf(design: WholeDesign, world: World, truth: Truth, count: number, random: Random): Tally {
  const tally = new Tally(truth);
  for (let i = 0; i < count; i++) {
    const { verdict, naiveZ } = design.play(world, random);
    tally.add(verdict, naiveZ);
  }
  return tally;
}
