/** Samples the training examples of an arm, and held-out examples to measure it on. */

import { shuffle } from '../../spec/keys/index.js';
import type { MatchedOn, Tone } from '../../vocabulary/index.js';
import type { DialogueExample } from '../conversation/index.js';
import {
  isNegative,
  isNeutral,
  isPositive,
  labelStrata,
  randomFor,
  type Stratum,
  shuffledHalves,
  sortByContent,
  strataOf,
} from './arm-pools.js';

/** What an arm is sampled by. */
export interface ArmRequest {
  readonly tone: Tone;
  /** Positive replies have a compound of at least this, negative ones of at most minus this. */
  readonly band: number;
  /** Number of examples. */
  readonly count: number;
  /** The replicate's seed. */
  readonly seed: number;
  /** For `mixture`: share of positive replies, 0 to 1. */
  readonly positiveShare?: number | undefined;
  /** For `custom`: the label of its replies. */
  readonly label?: string | undefined;
  /** What arms are matched on; source and length by default. */
  readonly match?: readonly MatchedOn[] | undefined;
  /** Whether the examples have the classifier's classes; mentioned in the error if there are too few. */
  readonly agreement?: boolean | undefined;
}

/** The dataset has too few examples for an arm. */
class ArmError extends Error {
  readonly code = 'too-few-examples';
  override readonly name = 'ArmError';

  constructor(
    message: string,
    /** Number of examples that the dataset has at this band. */
    readonly available: number,
  ) {
    super(message);
  }
}

/**
 * Samples exactly `count` training examples of the tone, in the order of training. Arms sampled with equal band, match
 * and count have equally many examples of every stratum. Throws ArmError if the matched pool is smaller.
 */
export function selectArm(examples: readonly DialogueExample[], request: ArmRequest): DialogueExample[] {
  const { tone, band, count, seed, match, label } = request;
  const strata = tone === 'custom' ? labelStrata(examples, label!, count, match) : strataOf(examples, band, match);
  const quotas = allocate(
    strata.map(({ capacity }) => capacity),
    count,
  );
  if (quotas === undefined)
    throw tooFewExamples(
      request,
      strata.reduce((sum, { capacity }) => sum + capacity, 0),
    );
  return shuffle(sampleStrata(strata, quotas, request), randomFor('order', seed, tone));
}

function tooFewExamples(
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

function sampleStrata(
  strata: readonly Stratum[],
  quotas: readonly number[],
  { tone, seed, positiveShare, count }: ArmRequest,
): DialogueExample[] {
  const take = (
    pool: readonly DialogueExample[],
    sampledTone: Tone,
    stratum: Stratum,
    quota: number,
  ): DialogueExample[] =>
    quota === 0 ? [] : shuffle([...pool], randomFor('draw', seed, sampledTone, stratum.name)).slice(0, quota);
  if (tone !== 'mixture')
    return strata.flatMap((stratum, i) =>
      quotas[i] === 0 ? [] : take(poolOf(stratum, tone, seed), tone, stratum, quotas[i]!),
    );
  // Positive and negative parts are the first of what those arms sample, so mixtures are nested and the extremes are
  // the arms themselves.
  const positive = allocate(quotas, Math.round(positiveShare! * count))!;
  return strata.flatMap((stratum, i) => [
    ...take(sortByContent(stratum.positive), 'positive', stratum, positive[i]!),
    ...take(sortByContent(stratum.negative), 'negative', stratum, quotas[i]! - positive[i]!),
  ]);
}

/** The examples of a stratum that a tone may take, in an order that does not depend on that of the dataset. */
function poolOf(stratum: Stratum, tone: Exclude<Tone, 'mixture'>, seed: number): DialogueExample[] {
  switch (tone) {
    case 'positive':
    case 'negative':
    case 'neutral':
      return sortByContent(stratum[tone]);
    case 'random':
    case 'custom':
      return sortByContent(stratum.all);
    case 'shuffled-a':
    case 'shuffled-b': {
      const [a, b] = shuffledHalves(stratum, seed);
      return tone === 'shuffled-a' ? a : b;
    }
  }
}

/** Returns the largest number of examples that an arm can have. */
export function matchedPoolSize(
  examples: readonly DialogueExample[],
  band: number,
  match?: readonly MatchedOn[],
): number {
  return strataOf(examples, band, match).reduce((sum, { capacity }) => sum + capacity, 0);
}

/**
 * Divides `count` among strata in proportion to their capacities, by the largest-remainder method (ties to the earlier
 * stratum). No share exceeds its capacity. Returns undefined if the total capacity is too small.
 *
 * @internal
 */
export function allocate(capacities: readonly number[], count: number): number[] | undefined {
  const total = capacities.reduce((sum, each) => sum + each, 0);
  if (count > total) return undefined;
  if (total === 0) return capacities.map(() => 0);
  // integers: floor(capacity * count / total) and the remainders are exact below 2^53
  const shares = capacities.map((each) => Math.floor((each * count) / total));
  const remainders = capacities.map((each, i) => each * count - shares[i]! * total);
  let left = count - shares.reduce((sum, each) => sum + each, 0);
  const order = remainders.map((_, i) => i).sort((a, b) => remainders[b]! - remainders[a]! || a - b);
  for (const i of order) {
    if (left-- <= 0) break;
    shares[i]!++;
  }
  return shares;
}

/** Returns up to `count` held-out examples with neutral replies: the text on which the damage of arms is compared. */
export const heldOutNeutral = (examples: Iterable<DialogueExample>, count: number, seed: number): DialogueExample[] =>
  sampleHeldOut(examples, isNeutral, { count, name: 'held-out neutral', seed });

/** Returns up to `count` held-out examples of any tone: the text on which drift is measured, equal for all arms. */
export const heldOutAny = (examples: Iterable<DialogueExample>, count: number, seed: number): DialogueExample[] =>
  sampleHeldOut(examples, () => true, { count, name: 'held-out any', seed });

/** Returns up to `count` held-out examples of the arm's own kind: those it could be trained on if not held out. */
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
  return sampleHeldOut(examples, belongs, { count, name: `held-out ${tone}`, seed });
}

/** `name` and `seed` seed the sample. */
function sampleHeldOut(
  examples: Iterable<DialogueExample>,
  belongs: (example: DialogueExample) => boolean,
  { count, name, seed }: { readonly count: number; readonly name: string; readonly seed: number },
): DialogueExample[] {
  const pool: DialogueExample[] = [];
  for (const example of examples) if (example.heldOut && belongs(example)) pool.push(example);
  return shuffle(sortByContent(pool), randomFor(name, seed)).slice(0, count);
}
