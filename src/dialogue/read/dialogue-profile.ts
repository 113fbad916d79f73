/** Profile of a dialogue dataset: written next to the data as dataset.json, printed by `dataset inspect`. */
import type { Address, DialogueFormat } from '../../vocabulary/index.js';
import type { Conversation } from '../conversation/index.js';
import { type DropReason, wordCount } from '../conversation/index.js';

/** Number of records or turns by the reason why they were dropped. */
type DropCounts = Partial<Record<DropReason, number>>;

/** Sizes, in examples, of the pools that arms are sampled from, at the default band of 0.5. */
interface PoolSizes {
  positive: number;
  negative: number;
  neutral: number;
}

/** Content of dataset.json. */
export interface DialogueProfile {
  readonly kind: 'dialogue';
  readonly address: Address;
  readonly name: string;
  /** Files in the order given, without folders; bytes on disk. */
  readonly sources: readonly {
    readonly file: string;
    readonly format: DialogueFormat;
    readonly bytes: number;
    readonly records: number;
  }[];
  /** read = kept + sum of dropped. `repaired`: kept in spite of a syntax error. */
  readonly records: {
    readonly read: number;
    readonly kept: number;
    readonly dropped: DropCounts;
    readonly repaired: { readonly 'missing-comma': number };
  };
  /** Turns removed from conversations that were kept. */
  readonly turnsDropped: DropCounts;
  readonly conversations: { readonly train: number; readonly heldOut: number };
  /** Turns with a positive loss weight and a turn before them. */
  readonly examples: { readonly train: number; readonly heldOut: number };
  /**
   * Replies of the training examples by tone: counts of the VADER compound score in 20 equal bins from -1 to 1, and
   * pool sizes.
   */
  readonly sentiment: { readonly histogram: readonly number[]; readonly band: number; readonly pools: PoolSizes };
  /** Lengths of these replies in words, by the buckets that arms are matched on. */
  readonly replyWords: { readonly mean: number; readonly buckets: Readonly<Record<string, number>> };
  /** Training examples by source. */
  readonly bySource: Readonly<Record<string, { readonly examples: number; readonly pools: PoolSizes }>>;
  /** Training examples by label; absent if the import has no label column. */
  readonly labels?: Readonly<Record<string, number>>;
}

/** |compound| from which a reply is positive or negative in the profile. */
const PROFILE_BAND = 0.5;
/** |compound| below which a reply is neutral (VADER's own threshold). */
export const NEUTRAL_BELOW = 0.05;
const BINS = 20;
/** Entries of the profile are bounded: further sources are counted as one, further labels are not counted. */
const MAX_SOURCES = 1000;
const MAX_LABELS = 1000;

/** Inclusive upper ends of the length buckets, in words; the last bucket is open. */
const BUCKET_ENDS = [3, 6, 10, 15, 22, 32, 48] as const;

/** Labels of the length buckets: `1-3`, `4-6` ... `49+`. */
const BUCKET_LABELS: readonly string[] = [
  ...BUCKET_ENDS.map((end, i) => `${i === 0 ? 1 : BUCKET_ENDS[i - 1]! + 1}-${end}`),
  `${BUCKET_ENDS.at(-1)! + 1}+`,
];

/** Label of a reply's length bucket, by its number of words. */
export function lengthBucket(reply: string): string {
  const words = wordCount(reply);
  const index = BUCKET_ENDS.findIndex((end) => words <= end);
  return BUCKET_LABELS[index < 0 ? BUCKET_ENDS.length : index]!;
}

/** Accumulates the counts of a profile while records are read. */
export class ProfileBuilder {
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

  /** Number of records kept so far. */
  get kept(): number {
    return this.#kept;
  }

  /** Begins a source file; records that follow are counted for it. */
  beginFile(file: string, format: DialogueFormat, bytes: number): void {
    this.#sources.push({ file, format, bytes, records: 0 });
  }

  /** Counts a repaired record. */
  countRepaired(): void {
    this.#repaired++;
  }

  /** Counts a dropped record. */
  countDropped(reason: DropReason): void {
    this.#countRecord();
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + 1;
  }

  /** Counts a kept record: its conversations, and the reasons of its dropped turns. */
  countKept(conversations: readonly Conversation[], turnsDropped: readonly DropReason[]): void {
    this.#countRecord();
    this.#kept++;
    for (const reason of turnsDropped) this.#turnsDropped[reason] = (this.#turnsDropped[reason] ?? 0) + 1;
    for (const conversation of conversations) this.#countConversation(conversation);
  }

  /** Returns the profile of all records counted so far. */
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

  #countRecord(): void {
    this.#read++;
    const source = this.#sources.at(-1);
    if (source !== undefined) source.records++;
  }

  #countConversation({ source, turns, heldOut, label }: Conversation): void {
    this.#conversations[heldOut ? 'heldOut' : 'train']++;
    turns.forEach(({ text, compound, weight }, at) => {
      if (at === 0 || weight <= 0) return;
      this.#examples[heldOut ? 'heldOut' : 'train']++;
      if (heldOut) return;
      this.#words += wordCount(text);
      this.#buckets[lengthBucket(text)]!++;
      this.#histogram[Math.min(BINS - 1, Math.floor(((compound + 1) / 2) * BINS))]!++;
      if (label !== undefined && (this.#labels.has(label) || this.#labels.size < MAX_LABELS))
        this.#labels.set(label, (this.#labels.get(label) ?? 0) + 1);
      const counts = this.#sourceCounts(source);
      counts.examples++;
      for (const pools of [this.#pools, counts.pools]) {
        if (compound >= PROFILE_BAND) pools.positive++;
        else if (compound <= -PROFILE_BAND) pools.negative++;
        else if (Math.abs(compound) < NEUTRAL_BELOW) pools.neutral++;
      }
    });
  }

  #sourceCounts(name: string): { examples: number; pools: PoolSizes } {
    const key = this.#bySource.has(name) || this.#bySource.size < MAX_SOURCES ? name : 'other sources';
    let counts = this.#bySource.get(key);
    if (counts === undefined) {
      counts = { examples: 0, pools: { positive: 0, negative: 0, neutral: 0 } };
      this.#bySource.set(key, counts);
    }
    return counts;
  }
}
