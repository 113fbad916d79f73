/**
 * Pools that arms draw from. Replies are sorted into strata (source x length), and each stratum offers every tone the
 * same number of places: what the scarcest of positive, negative and neutral has. So any two arms of equal size have
 * the same sources and lengths, and an arm's examples depend on its own tone and seed, not on which other arms exist.
 */
import { sha256Hex } from '../spec/hash.js';
import { randomFromHash, shuffle, type Random } from '../spec/random.js';
import type { Tone } from '../vocabulary/index.js';
import type { DialogueExample } from './conversation.js';
import { lengthBucket, NEUTRAL_BELOW } from './profile.js';

export interface Stratum {
  readonly name: string;
  /** Examples that each tone can take from here. */
  readonly places: number;
  readonly positive: readonly DialogueExample[];
  readonly negative: readonly DialogueExample[];
  readonly neutral: readonly DialogueExample[];
  readonly all: readonly DialogueExample[];
}

export const isPositive = (example: DialogueExample, band: number): boolean => example.compound >= band;
export const isNegative = (example: DialogueExample, band: number): boolean => example.compound <= -band;
export const isNeutral = (example: DialogueExample): boolean => Math.abs(example.compound) < NEUTRAL_BELOW;

/** Strata of the training examples that have a place for every tone, sorted by name. */
export function strataOf(examples: Iterable<DialogueExample>, band: number): Stratum[] {
  const groups = new Map<string, DialogueExample[]>();
  for (const example of examples) {
    if (example.heldOut) continue;
    const name = stratumName(example);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [example]);
    else group.push(example);
  }
  const strata: Stratum[] = [];
  for (const name of [...groups.keys()].sort()) {
    const all = groups.get(name)!;
    const positive = all.filter((example) => isPositive(example, band));
    const negative = all.filter((example) => isNegative(example, band));
    const neutral = all.filter(isNeutral);
    const places = Math.min(positive.length, negative.length, neutral.length);
    if (places > 0) strata.push({ name, places, positive, negative, neutral, all });
  }
  return strata;
}

export const stratumName = ({ source, reply }: DialogueExample): string => `${source} / ${lengthBucket(reply)} words`;

/** The examples of a stratum that a tone may take, in an order that does not depend on how they came in. */
export function poolOf(stratum: Stratum, tone: Tone, seed: number): DialogueExample[] {
  switch (tone) {
    case 'positive':
    case 'negative':
    case 'neutral':
      return sorted(stratum[tone]);
    case 'random':
      return sorted(stratum.all);
    case 'shuffled-a':
    case 'shuffled-b': {
      const [a, b] = halves(stratum, seed);
      return tone === 'shuffled-a' ? a : b;
    }
  }
}

/**
 * Equally many positive and negative replies, mixed and cut in two: the halves share no example, and each is as long as
 * the stratum has places or longer. The split is drawn by the seed alone, the same for both halves.
 */
function halves(stratum: Stratum, seed: number): [DialogueExample[], DialogueExample[]] {
  const random = randomFor('shuffled halves', seed, stratum.name);
  const each = Math.min(stratum.positive.length, stratum.negative.length);
  const taken = (pool: readonly DialogueExample[]): DialogueExample[] => shuffle(sorted(pool), random).slice(0, each);
  const mixed = shuffle([...taken(stratum.positive), ...taken(stratum.negative)], random);
  return [mixed.slice(0, each), mixed.slice(each)];
}

export function randomFor(...parts: readonly (string | number)[]): Random {
  return randomFromHash(sha256Hex(JSON.stringify(parts)));
}

/** By content. Equal examples may swap places, which nobody can tell. */
export function sorted(examples: readonly DialogueExample[]): DialogueExample[] {
  return examples
    .map((example) => ({ example, key: JSON.stringify([example.reply, example.source, example.context]) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ example }) => example);
}
