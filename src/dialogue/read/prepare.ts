/** From a raw conversation to clean, scored ones: bad turns cut it into pieces, and each piece stands for itself. */
import { createHash } from 'node:crypto';
import type { Conversation, RawConversation, Turn } from '../conversation/index.js';
import { type Cleaned, cleanText, type DropReason } from '../conversation/index.js';
import { sentiment } from '../vader/index.js';

export interface Prepared {
  readonly conversations: readonly Conversation[];
  /** Reasons of the turns that were cut out. */
  readonly dropped: readonly DropReason[];
}

/** One conversation in twenty is held out. */
const HELD_OUT = 0.05;

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

type Scored = Exclude<Cleaned, { readonly text: string }> | Omit<Turn, 'weight'>;

/** Turns remembered: a comment comes again as the context of each of its replies. */
const REMEMBERED = 5_000;
const remembered = new Map<string, Scored>();

function cleanAndScore(raw: string): Scored {
  const known = remembered.get(raw);
  if (known !== undefined) return known;
  const cleaned = cleanText(raw);
  const scored = 'drop' in cleaned ? cleaned : { text: cleaned.text, compound: sentiment(cleaned.text) };
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(raw, scored);
  return scored;
}

/** Decided by the thread's content alone: the same whatever else is imported with it. */
export function isHeldOut(thread: string): boolean {
  return createHash('sha256').update(thread).digest().readUInt32LE(0) < HELD_OUT * 2 ** 32;
}

/**
 * Remembers which conversations came before; on more than MOST of them the oldest are forgotten, so that memory stays
 * bounded.
 */
export class SeenConversations {
  static readonly MOST = 4_000_000;
  readonly #seen = new Set<number>();

  /**
   * True the first time these turns are seen. 48 bits: among four million, a false repeat has a chance of about 3 %.
   */
  add(conversation: Conversation): boolean {
    const hash = createHash('sha256');
    for (const { text, weight } of conversation.turns) hash.update(`${weight > 0 ? 1 : 0} ${text}\n`);
    const fingerprint = hash.digest().readUIntLE(0, 6);
    if (this.#seen.has(fingerprint)) return false;
    if (this.#seen.size >= SeenConversations.MOST) this.#seen.delete(this.#seen.values().next().value!);
    this.#seen.add(fingerprint);
    return true;
  }
}
