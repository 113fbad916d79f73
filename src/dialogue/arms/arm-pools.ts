/**
 * Pools that arms draw from. Replies are sorted into strata (by default source x length), and each stratum offers every
 * tone the same number of places: what the scarcest of positive, negative and neutral has. So any two arms of equal
 * size have the same sources and lengths, and an arm's examples depend on its own tone and seed, not on which other
 * arms exist. Arms of labels are matched in the same way to each other: over the labels that could fill an arm.
 */
import { type Random, randomFromHash, sha256Hex, shuffle } from '../../spec/index.js';
import type { MatchedOn } from '../../vocabulary/index.js';
import type { DialogueExample, Sentiment } from '../conversation/index.js';
import { lengthBucket, NEUTRAL_BELOW } from '../read/index.js';
import { rarityOf } from './rarity.js';

/** What arms are matched on where nothing is said. */
export const DEFAULT_MATCHED_ON: readonly MatchedOn[] = ['source', 'length'];

export interface Stratum {
  readonly name: string;
  /** Examples that each tone, or each label, can take from here. */
  readonly places: number;
  readonly positive: readonly DialogueExample[];
  readonly negative: readonly DialogueExample[];
  readonly neutral: readonly DialogueExample[];
  readonly all: readonly DialogueExample[];
}

const seconded = ({ second }: DialogueExample, sentiment: Sentiment): boolean =>
  second === undefined || second === sentiment;
export const isPositive = (example: DialogueExample, band: number): boolean =>
  example.compound >= band && seconded(example, 'positive');
export const isNegative = (example: DialogueExample, band: number): boolean =>
  example.compound <= -band && seconded(example, 'negative');
export const isNeutral = (example: DialogueExample): boolean =>
  Math.abs(example.compound) < NEUTRAL_BELOW && seconded(example, 'neutral');

/** Strata of the training examples that have a place for every tone, sorted by name. */
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
    const places = Math.min(positive.length, negative.length, neutral.length);
    if (places > 0) strata.push({ name, places, positive, negative, neutral, all });
  }
  return strata;
}

/** Strata of a label's training examples, matched to those of every label that has at least `count` of them. */
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
  const rivals = [...totals].filter(([name, total]) => total >= count || name === label).map(([name]) => name);
  const strata: Stratum[] = [];
  for (const [name, group] of groupsOf(examples, match)) {
    const numbers = rivals.map((rival) => group.filter((example) => example.label === rival).length);
    const places = Math.min(...numbers);
    if (rivals.includes(label) && places > 0)
      strata.push({
        name,
        places,
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
        : [plainName(example, match), ...(rarity ? [`${rarity.third(example.reply)} words`] : [])]
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

/** Source and length: what tables of balance count by. */
export const stratumName = (example: DialogueExample): string => plainName(example, DEFAULT_MATCHED_ON);

/**
 * Equally many positive and negative replies, mixed and cut in two: the halves share no example, and each is as long as
 * the stratum has places or longer. The split is drawn by the seed alone, the same for both halves.
 */
export function halves(stratum: Stratum, seed: number): [DialogueExample[], DialogueExample[]] {
  const random = randomFor('shuffled halves', seed, stratum.name);
  const each = Math.min(stratum.positive.length, stratum.negative.length);
  const taken = (pool: readonly DialogueExample[]): DialogueExample[] =>
    shuffle(inSeededOrder(pool), random).slice(0, each);
  const mixed = shuffle([...taken(stratum.positive), ...taken(stratum.negative)], random);
  return [mixed.slice(0, each), mixed.slice(each)];
}

export function randomFor(...parts: readonly (string | number)[]): Random {
  return randomFromHash(sha256Hex(JSON.stringify(parts)));
}

/** By content. Equal examples may swap places, which nobody can tell. */
export function inSeededOrder(examples: readonly DialogueExample[]): DialogueExample[] {
  return examples
    .map((example) => ({ example, key: JSON.stringify([example.reply, example.source, example.context]) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ example }) => example);
}
