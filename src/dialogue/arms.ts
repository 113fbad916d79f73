/** Draws the examples of one arm, and of the neutral yardstick. */
import type { Tone } from '../vocabulary/index.js';
import { isNeutral, poolOf, randomFor, sorted, strataOf } from './arm-pools.js';
import type { DialogueExample } from './conversation.js';
import { shuffle } from '../spec/random.js';

export interface ArmRequest {
  readonly tone: Tone;
  /** Positive is a compound of at least this, negative of at most minus this. */
  readonly band: number;
  /** Examples to draw. */
  readonly count: number;
  /** The replicate's seed. */
  readonly seed: number;
}

export class ArmError extends Error {
  readonly code = 'too-few-examples';
  override readonly name = 'ArmError';

  constructor(
    message: string,
    /** How many the dataset can give at this band. */
    readonly available: number,
  ) {
    super(message);
  }
}

/**
 * Exactly `count` training examples of the tone, in the order to train on them. Arms drawn with the same band and
 * count hold equally many examples of every source and length. Throws ArmError when the matched pool is smaller.
 */
export function selectArm(examples: Iterable<DialogueExample>, { tone, band, count, seed }: ArmRequest): DialogueExample[] {
  const strata = strataOf(examples, band);
  const quotas = allocate(strata.map(({ places }) => places), count);
  if (quotas === undefined) {
    const available = strata.reduce((sum, { places }) => sum + places, 0);
    throw new ArmError(
      `the dataset has ${available} examples a tone at a band of ${band}, matched for source and length; ${count} were asked for`,
      available,
    );
  }
  const drawn = strata.flatMap((stratum, i) =>
    quotas[i] === 0 ? [] : shuffle(poolOf(stratum, tone, seed), randomFor('draw', seed, tone, stratum.name)).slice(0, quotas[i]),
  );
  return shuffle(drawn, randomFor('order', seed, tone));
}

/** How many examples an arm could have at most. */
export function matchedPoolSize(examples: Iterable<DialogueExample>, band: number): number {
  return strataOf(examples, band).reduce((sum, { places }) => sum + places, 0);
}

/**
 * Shares `count` among strata in proportion to their places, by largest remainder (ties to the earlier stratum);
 * undefined when there are too few places. No share exceeds its places.
 */
export function allocate(places: readonly number[], count: number): number[] | undefined {
  const total = places.reduce((sum, each) => sum + each, 0);
  if (count > total) return undefined;
  if (total === 0) return places.map(() => 0);
  // Whole numbers: floor(places * count / total) and what is left over stay exact below 2^53.
  const shares = places.map((each) => Math.floor((each * count) / total));
  const remainders = places.map((each, i) => each * count - shares[i]! * total);
  let left = count - shares.reduce((sum, each) => sum + each, 0);
  const order = remainders.map((_, i) => i).sort((a, b) => remainders[b]! - remainders[a]! || a - b);
  for (const i of order) {
    if (left-- <= 0) break;
    shares[i]!++;
  }
  return shares;
}

/** Up to `count` held-out examples with neutral replies: the text on which arms' damage is compared. */
export function heldOutNeutral(examples: Iterable<DialogueExample>, count: number, seed: number): DialogueExample[] {
  const pool: DialogueExample[] = [];
  for (const example of examples) if (example.heldOut && isNeutral(example)) pool.push(example);
  return shuffle(sorted(pool), randomFor('held-out neutral', seed)).slice(0, count);
}
