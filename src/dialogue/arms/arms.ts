/** Draws the examples of one arm, and of the held-out yardsticks. */

import { shuffle } from '../../spec/index.js';
import type { MatchedOn, Tone } from '../../vocabulary/index.js';
import type { DialogueExample } from '../conversation/index.js';
import {
  halves,
  inSeededOrder,
  isNegative,
  isNeutral,
  isPositive,
  labelStrata,
  randomFor,
  type Stratum,
  strataOf,
} from './arm-pools.js';

export interface ArmRequest {
  readonly tone: Tone;
  /** Positive is a compound of at least this, negative of at most minus this. */
  readonly band: number;
  /** Examples to draw. */
  readonly count: number;
  /** The replicate's seed. */
  readonly seed: number;
  /** Of a `mixture`: how much of it is positive, 0 to 1. */
  readonly positiveShare?: number | undefined;
  /** Of a `custom` arm: the label that its replies carry. */
  readonly label?: string | undefined;
  /** Source and length where it is left out. */
  readonly match?: readonly MatchedOn[] | undefined;
  /** The examples carry second opinions; said in the error where too few are left. */
  readonly agreement?: boolean | undefined;
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
 * Exactly `count` training examples of the tone, in the order to train on them. Arms drawn with the same band, match
 * and count hold equally many examples of every stratum. Throws ArmError when the matched pool is smaller.
 */
export function selectArm(examples: readonly DialogueExample[], request: ArmRequest): DialogueExample[] {
  const { tone, band, count, seed, match, label } = request;
  const strata = tone === 'custom' ? labelStrata(examples, label!, count, match) : strataOf(examples, band, match);
  const quotas = allocate(
    strata.map(({ places }) => places),
    count,
  );
  if (quotas === undefined)
    throw tooFew(
      request,
      strata.reduce((sum, { places }) => sum + places, 0),
    );
  return shuffle(drawn(strata, quotas, request), randomFor('order', seed, tone));
}

function tooFew(
  { tone, band, count, match = ['source', 'length'], label, agreement }: ArmRequest,
  available: number,
): ArmError {
  const pool =
    tone === 'custom'
      ? `${available} examples labelled ${label}`
      : `${available} examples a tone at a band of ${band}${agreement ? ', where both scorers agree' : ''}`;
  const matched = match.length === 0 ? '' : `, matched for ${match.join(' and ')}`;
  return new ArmError(`the dataset has ${pool}${matched}; ${count} were asked for`, available);
}

function drawn(
  strata: readonly Stratum[],
  quotas: readonly number[],
  { tone, seed, positiveShare, count }: ArmRequest,
): DialogueExample[] {
  const take = (pool: readonly DialogueExample[], of: Tone, stratum: Stratum, quota: number): DialogueExample[] =>
    quota === 0 ? [] : shuffle([...pool], randomFor('draw', seed, of, stratum.name)).slice(0, quota);
  if (tone !== 'mixture')
    return strata.flatMap((stratum, i) =>
      quotas[i] === 0 ? [] : take(poolOf(stratum, tone, seed), tone, stratum, quotas[i]!),
    );
  // Positive and negative parts are the beginnings of what those arms draw: mixtures lie within each other, the ends
  // are the arms.
  const positive = allocate(quotas, Math.round(positiveShare! * count))!;
  return strata.flatMap((stratum, i) => [
    ...take(inSeededOrder(stratum.positive), 'positive', stratum, positive[i]!),
    ...take(inSeededOrder(stratum.negative), 'negative', stratum, quotas[i]! - positive[i]!),
  ]);
}

/** The examples of a stratum that a tone may take, in an order that does not depend on how they came in. */
function poolOf(stratum: Stratum, tone: Exclude<Tone, 'mixture'>, seed: number): DialogueExample[] {
  switch (tone) {
    case 'positive':
    case 'negative':
    case 'neutral':
      return inSeededOrder(stratum[tone]);
    case 'random':
    case 'custom':
      return inSeededOrder(stratum.all);
    case 'shuffled-a':
    case 'shuffled-b': {
      const [a, b] = halves(stratum, seed);
      return tone === 'shuffled-a' ? a : b;
    }
  }
}

/** How many examples an arm could have at most. */
export function matchedPoolSize(
  examples: readonly DialogueExample[],
  band: number,
  match?: readonly MatchedOn[],
): number {
  return strataOf(examples, band, match).reduce((sum, { places }) => sum + places, 0);
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
export const heldOutNeutral = (examples: Iterable<DialogueExample>, count: number, seed: number): DialogueExample[] =>
  heldOut(examples, isNeutral, count, 'held-out neutral', seed);

/** Up to `count` held-out examples of any tone: the text on which drift is measured, the same for all arms. */
export const heldOutAny = (examples: Iterable<DialogueExample>, count: number, seed: number): DialogueExample[] =>
  heldOut(examples, () => true, count, 'held-out any', seed);

/** Up to `count` held-out examples that the arm could have learnt from, were they not held out. */
export function heldOutOfArm(
  examples: Iterable<DialogueExample>,
  { tone, band, label }: Pick<ArmRequest, 'tone' | 'band' | 'label'>,
  count: number,
  seed: number,
): DialogueExample[] {
  const belongs = (example: DialogueExample): boolean => {
    switch (tone) {
      case 'positive':
        return isPositive(example, band);
      case 'negative':
        return isNegative(example, band);
      case 'neutral':
        return isNeutral(example);
      case 'shuffled-a':
      case 'shuffled-b':
      case 'mixture':
        return isPositive(example, band) || isNegative(example, band);
      case 'custom':
        return example.label === label;
      case 'random':
        return true;
    }
  };
  return heldOut(examples, belongs, count, `held-out ${tone}`, seed);
}

function heldOut(
  examples: Iterable<DialogueExample>,
  belongs: (example: DialogueExample) => boolean,
  count: number,
  name: string,
  seed: number,
): DialogueExample[] {
  const pool: DialogueExample[] = [];
  for (const example of examples) if (example.heldOut && belongs(example)) pool.push(example);
  return shuffle(inSeededOrder(pool), randomFor(name, seed)).slice(0, count);
}
