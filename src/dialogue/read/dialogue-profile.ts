/** What an import found: written beside the data as dataset.json, printed by `dataset inspect`. */
import type { Address } from '../../vocabulary/index.js';
import type { Conversation } from '../conversation/index.js';
import { type DropReason, wordCount } from '../conversation/index.js';
import type { DialogueFormat } from './detect-format.js';

export type DropCounts = Partial<Record<DropReason, number>>;

/** Sizes of the pools that arms draw from, at the default band of 0.5. */
export interface PoolSizes {
  positive: number;
  negative: number;
  neutral: number;
}

export interface DialogueProfile {
  readonly kind: 'dialogue';
  readonly address: Address;
  readonly name: string;
  /** Files in the order they were given, without their folders; bytes as on disk. */
  readonly sources: readonly {
    readonly file: string;
    readonly format: DialogueFormat;
    readonly bytes: number;
    readonly records: number;
  }[];
  /** read = kept + the sum of dropped. `repaired`: kept although something small was wrong. */
  readonly records: {
    readonly read: number;
    readonly kept: number;
    readonly dropped: DropCounts;
    readonly repaired: { readonly 'missing-comma': number };
  };
  /** Single turns cut out of conversations that were kept. */
  readonly turnsDropped: DropCounts;
  readonly conversations: { readonly train: number; readonly heldOut: number };
  /** Learnt turns with a turn before them. */
  readonly examples: { readonly train: number; readonly heldOut: number };
  /**
   * Of the replies of the training examples: counts of VADER compound in 20 equal bins from -1 to 1, and of the pools.
   */
  readonly sentiment: { readonly histogram: readonly number[]; readonly band: number; readonly pools: PoolSizes };
  /** Words of those replies, by the buckets that arms are matched on. */
  readonly replyWords: { readonly mean: number; readonly buckets: Readonly<Record<string, number>> };
  readonly bySource: Readonly<Record<string, { readonly examples: number; readonly pools: PoolSizes }>>;
  /** Training examples by label, where the import was told of a label column. */
  readonly labels?: Readonly<Record<string, number>>;
}

export const PROFILE_BAND = 0.5;
/** VADER's own rule for "neutral": nearer to 0 than this. */
export const NEUTRAL_BELOW = 0.05;
const BINS = 20;
const MOST_SOURCES = 1000;
const MOST_LABELS = 1000;

/** Upper ends, in words, of the length buckets of replies; the last bucket has none. */
const BUCKET_ENDS = [3, 6, 10, 15, 22, 32, 48] as const;

export function lengthBucket(reply: string): string {
  const words = wordCount(reply);
  const at = BUCKET_ENDS.findIndex((end) => words <= end);
  return BUCKET_LABELS[at < 0 ? BUCKET_ENDS.length : at]!;
}

export const BUCKET_LABELS: readonly string[] = [
  ...BUCKET_ENDS.map((end, i) => `${i === 0 ? 1 : BUCKET_ENDS[i - 1]! + 1}-${end}`),
  `${BUCKET_ENDS.at(-1)! + 1}+`,
];

/** Counts while records stream by; `profile` gives the sum of it. */
export class Tally {
  readonly #sources: { file: string; format: DialogueFormat; bytes: number; records: number }[] = [];
  readonly #dropped: DropCounts = {};
  readonly #turnsDropped: DropCounts = {};
  readonly #conversations = { train: 0, heldOut: 0 };
  readonly #examples = { train: 0, heldOut: 0 };
  readonly #histogram = new Array<number>(BINS).fill(0);
  readonly #pools: PoolSizes = { positive: 0, negative: 0, neutral: 0 };
  readonly #buckets = Object.fromEntries(BUCKET_LABELS.map((label) => [label, 0]));
  readonly #bySource = new Map<string, { examples: number; pools: PoolSizes }>();
  readonly #labels = new Map<string, number>();
  #read = 0;
  #kept = 0;
  #repaired = 0;
  #words = 0;

  get kept(): number {
    return this.#kept;
  }

  file(file: string, format: DialogueFormat, bytes: number): void {
    this.#sources.push({ file, format, bytes, records: 0 });
  }

  repaired(): void {
    this.#repaired++;
  }

  drop(reason: DropReason): void {
    this.#record();
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + 1;
  }

  keep(conversations: readonly Conversation[], turnsDropped: readonly DropReason[]): void {
    this.#record();
    this.#kept++;
    for (const reason of turnsDropped) this.#turnsDropped[reason] = (this.#turnsDropped[reason] ?? 0) + 1;
    for (const conversation of conversations) this.#conversation(conversation);
  }

  profile(address: Address, name: string): DialogueProfile {
    return {
      kind: 'dialogue',
      address,
      name,
      sources: this.#sources,
      records: {
        read: this.#read,
        kept: this.#kept,
        dropped: this.#dropped,
        repaired: { 'missing-comma': this.#repaired },
      },
      turnsDropped: this.#turnsDropped,
      conversations: this.#conversations,
      examples: this.#examples,
      sentiment: { histogram: this.#histogram, band: PROFILE_BAND, pools: this.#pools },
      replyWords: {
        mean: this.#examples.train === 0 ? 0 : Math.round((this.#words / this.#examples.train) * 100) / 100,
        buckets: this.#buckets,
      },
      bySource: Object.fromEntries(this.#bySource),
      ...(this.#labels.size > 0 ? { labels: Object.fromEntries(this.#labels) } : {}),
    };
  }

  #record(): void {
    this.#read++;
    const source = this.#sources.at(-1);
    if (source !== undefined) source.records++;
  }

  #conversation({ source, turns, heldOut, label }: Conversation): void {
    this.#conversations[heldOut ? 'heldOut' : 'train']++;
    turns.forEach(({ text, compound, weight }, at) => {
      if (at === 0 || weight <= 0) return;
      this.#examples[heldOut ? 'heldOut' : 'train']++;
      if (heldOut) return;
      this.#words += wordCount(text);
      this.#buckets[lengthBucket(text)]!++;
      this.#histogram[Math.min(BINS - 1, Math.floor(((compound + 1) / 2) * BINS))]!++;
      if (label !== undefined && (this.#labels.has(label) || this.#labels.size < MOST_LABELS))
        this.#labels.set(label, (this.#labels.get(label) ?? 0) + 1);
      const own = this.#source(source);
      own.examples++;
      for (const pools of [this.#pools, own.pools]) {
        if (compound >= PROFILE_BAND) pools.positive++;
        else if (compound <= -PROFILE_BAND) pools.negative++;
        else if (Math.abs(compound) < NEUTRAL_BELOW) pools.neutral++;
      }
    });
  }

  #source(name: string): { examples: number; pools: PoolSizes } {
    const key = this.#bySource.has(name) || this.#bySource.size < MOST_SOURCES ? name : 'other sources';
    let own = this.#bySource.get(key);
    if (own === undefined) {
      own = { examples: 0, pools: { positive: 0, negative: 0, neutral: 0 } };
      this.#bySource.set(key, own);
    }
    return own;
  }
}
