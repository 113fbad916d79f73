/** Cleans and scores a raw conversation: bad turns split it into pieces, and each piece becomes a conversation. */
import { createHash } from 'node:crypto';
import type { Conversation, RawConversation, Turn } from '../conversation/index.js';
import { type Cleaned, cleanText, type DropReason } from '../conversation/index.js';
import { sentiment } from '../vader/index.js';

/** The conversations made from one record. */
interface Prepared {
  readonly conversations: readonly Conversation[];
  /** Reasons of the turns that were removed. */
  readonly dropped: readonly DropReason[];
}

/** Share of threads that are held out. */
const HELD_OUT_SHARE = 0.05;

/**
 * Splits a raw conversation at bad turns, and ends each piece with its last learnt reply; pieces without one are lost.
 */
export function prepare(raw: RawConversation): Prepared {
  const heldOut = isHeldOut(raw.thread);
  const dropped: DropReason[] = [];
  const pieces: Turn[][] = [[]];
  for (const { text, weight } of raw.turns) {
    const scored = cleanAndScore(text);
    if ('drop' in scored) {
      dropped.push(scored.drop);
      pieces.push([]);
    } else {
      pieces.at(-1)!.push({ ...scored, weight });
    }
  }
  const conversations = pieces
    .map((turns) => turns.slice(0, turns.findLastIndex(({ weight }, at) => at > 0 && weight > 0) + 1))
    .filter((turns) => turns.length > 0)
    .map(
      (turns): Conversation => ({
        source: raw.source,
        turns,
        heldOut,
        ...(raw.label === undefined ? {} : { label: raw.label }),
      }),
    );
  return { conversations, dropped };
}

/** A cleaned turn with its compound score, or why it was dropped. */
type Scored = Exclude<Cleaned, { readonly text: string }> | Omit<Turn, 'weight'>;

/** Cached turns: a comment recurs as the context of each of its replies. */
const MAX_CACHED = 5_000;
const cache = new Map<string, Scored>();

function cleanAndScore(raw: string): Scored {
  const known = cache.get(raw);
  if (known !== undefined) return known;
  const cleaned = cleanText(raw);
  const scored = 'drop' in cleaned ? cleaned : { text: cleaned.text, compound: sentiment(cleaned.text) };
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(raw, scored);
  return scored;
}

/** Depends on the thread's content alone, not on what else is imported. */
function isHeldOut(thread: string): boolean {
  return createHash('sha256').update(thread).digest().readUInt32LE(0) < HELD_OUT_SHARE * 2 ** 32;
}

/** Set of conversations by fingerprint. Beyond MAX_SIZE the oldest are evicted, so that memory is bounded. */
export class SeenConversations {
  /** Largest number of fingerprints. */
  static readonly MAX_SIZE = 4_000_000;
  readonly #seen = new Set<number>();

  /**
   * Adds a conversation. Returns true if its turns were not in the set. Fingerprints have 48 bits: among four million
   * conversations the chance of a false repeat is about 3 %.
   */
  add(conversation: Conversation): boolean {
    const hash = createHash('sha256');
    for (const { text, weight } of conversation.turns) hash.update(`${weight > 0 ? 1 : 0} ${text}\n`);
    const fingerprint = hash.digest().readUIntLE(0, 6);
    if (this.#seen.has(fingerprint)) return false;
    if (this.#seen.size >= SeenConversations.MAX_SIZE) this.#seen.delete(this.#seen.values().next().value!);
    this.#seen.add(fingerprint);
    return true;
  }
}
