/**
 * Pools that arms are sampled from. Replies are grouped into strata (by default source x length), and each stratum has
 * the same capacity for every tone: the size of the scarcest of positive, negative and neutral. So any two arms of
 * equal size have the same sources and lengths, and an arm's examples depend on its own tone and seed, not on which
 * other arms exist. Arms of labels are matched in the same way to each other: over the labels that could fill an arm.
 */
import { type Random, randomFromHash, sha256Hex, shuffle } from '../../spec/keys/index.js';
import type { MatchedOn } from '../../vocabulary/index.js';
import type { DialogueExample, Sentiment } from '../conversation/index.js';
import { lengthBucket, NEUTRAL_BELOW } from '../read/index.js';
import { rarityOf } from './rarity.js';

/** What arms are matched on by default. */
const DEFAULT_MATCHED_ON: readonly MatchedOn[] = ['source', 'length'];

/** A group of training examples that are alike in what arms are matched on. */
export interface Stratum {
  readonly name: string;
  /** Number of examples that each tone, or each label, can take from here. */
  readonly capacity: number;
  readonly positive: readonly DialogueExample[];
  readonly negative: readonly DialogueExample[];
  readonly neutral: readonly DialogueExample[];
  readonly all: readonly DialogueExample[];
}

/** Whether the classifier, if one was applied, agrees. */
const isConfirmed = ({ second }: DialogueExample, sentiment: Sentiment): boolean =>
  second === undefined || second === sentiment;
/** Whether a reply is positive: VADER compound of at least `band`, and the classifier agrees if one was applied. */
export const isPositive = (example: DialogueExample, band: number): boolean =>
  example.compound >= band && isConfirmed(example, 'positive');
/** Whether a reply is negative: VADER compound of at most -`band`, and the classifier agrees if one was applied. */
export const isNegative = (example: DialogueExample, band: number): boolean =>
  example.compound <= -band && isConfirmed(example, 'negative');
/** Whether a reply is neutral by VADER's own rule, and the classifier agrees if one was applied. */
export const isNeutral = (example: DialogueExample): boolean =>
  Math.abs(example.compound) < NEUTRAL_BELOW && isConfirmed(example, 'neutral');

/** Returns the strata of the training examples with capacity for every tone, sorted by name. */
export function strataOf(
  examples: readonly DialogueExample[],
  band: number,
  match: readonly MatchedOn[] = DEFAULT_MATCHED_ON,
): Stratum[] {
  const strata: Stratum[] = [];
  for (const [name, all] of groupsOf(examples, match)) {
    const positive = all.filter((example) => isPositive(example, band));
    const negative = all.filter((example) => isNegative(example, band));
    const neutral = all.filter(isNeutral);
    const capacity = Math.min(positive.length, negative.length, neutral.length);
    if (capacity > 0) strata.push({ name, capacity, positive, negative, neutral, all });
  }
  return strata;
}

/** Returns the strata of a label's training examples, matched to those of every label with at least `count` of them. */
export function labelStrata(
  examples: readonly DialogueExample[],
  label: string,
  count: number,
  match: readonly MatchedOn[] = DEFAULT_MATCHED_ON,
): Stratum[] {
  const totals = new Map<string, number>();
  for (const example of examples)
    if (!example.heldOut && example.label !== undefined)
      totals.set(example.label, (totals.get(example.label) ?? 0) + 1);
  const labels = [...totals].filter(([name, total]) => total >= count || name === label).map(([name]) => name);
  const strata: Stratum[] = [];
  for (const [name, group] of groupsOf(examples, match)) {
    const numbers = labels.map((other) => group.filter((example) => example.label === other).length);
    const capacity = Math.min(...numbers);
    if (labels.includes(label) && capacity > 0)
      strata.push({
        name,
        capacity,
        positive: [],
        negative: [],
        neutral: [],
        all: group.filter((example) => example.label === label),
      });
  }
  return strata;
}

function groupsOf(examples: readonly DialogueExample[], match: readonly MatchedOn[]): [string, DialogueExample[]][] {
  const rarity = match.includes('rarity') ? rarityOf(examples) : undefined;
  const groups = new Map<string, DialogueExample[]>();
  for (const example of examples) {
    if (example.heldOut) continue;
    const name =
      match.length === 0
        ? 'all'
        : [plainName(example, match), ...(rarity ? [`${rarity.tercile(example.reply)} words`] : [])]
            .filter(Boolean)
            .join(' / ');
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [example]);
    else group.push(example);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

const plainName = ({ source, reply }: DialogueExample, match: readonly MatchedOn[]): string =>
  [
    ...(match.includes('source') ? [source] : []),
    ...(match.includes('length') ? [`${lengthBucket(reply)} words`] : []),
  ].join(' / ');

/** The stratum by source and length, which tables of balance count by. */
export const stratumName = (example: DialogueExample): string => plainName(example, DEFAULT_MATCHED_ON);

/**
 * Splits equally many positive and negative replies at random into two disjoint halves, each at least as large as the
 * stratum's capacity. Depends on the seed and the stratum only, so both halves are consistent.
 */
export function shuffledHalves(stratum: Stratum, seed: number): [DialogueExample[], DialogueExample[]] {
  const random = randomFor('shuffled halves', seed, stratum.name);
  const size = Math.min(stratum.positive.length, stratum.negative.length);
  const sampleOf = (pool: readonly DialogueExample[]): DialogueExample[] =>
    shuffle(sortByContent(pool), random).slice(0, size);
  const mixed = shuffle([...sampleOf(stratum.positive), ...sampleOf(stratum.negative)], random);
  return [mixed.slice(0, size), mixed.slice(size)];
}

/** Returns a generator seeded by the given parts. */
export function randomFor(...parts: readonly (string | number)[]): Random {
  return randomFromHash(sha256Hex(JSON.stringify(parts)));
}

/** Sorts examples by content, so that a seeded sample does not depend on the order of the dataset. */
export function sortByContent(examples: readonly DialogueExample[]): DialogueExample[] {
  return examples
    .map((example) => ({ example, key: JSON.stringify([example.reply, example.source, example.context]) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ example }) => example);
}
