/**
 * Byte-pair merging of one word: always the pair of lowest rank, leftmost first, until no pair merges. Uses a heap and
 * a linked list: O(n log n), so that a word of a million letters cannot stall a server.
 */
import { heapPop, heapPush } from './number-heap.js';

/** The id that two adjacent ids merge to, and the rank of the merge: the lower, the earlier it was learnt. */
export interface Merge {
  readonly rank: number;
  readonly id: number;
}

/** Returns the merge of two adjacent ids, or undefined if there is none. */
export type MergeOf = (left: number, right: number) => Merge | undefined;

/** Heap entries are rank * 2^30 + position in one number, exact for ranks below 2^23. */
const POSITIONS = 2 ** 30;

/** Merges the ids of a word's bytes and returns the ids of its tokens. */
export function mergeWord(symbols: readonly number[], mergeOf: MergeOf): number[] {
  const count = symbols.length;
  if (count < 2) return [...symbols];
  const ids = Int32Array.from(symbols); // -1 once merged into the symbol before it
  const next = Int32Array.from({ length: count }, (_, i) => (i + 1 < count ? i + 1 : -1));
  const previous = Int32Array.from({ length: count }, (_, i) => i - 1);
  const heap: number[] = [];

  const enqueue = (left: number): void => {
    const right = next[left]!;
    if (right < 0) return;
    const merge = mergeOf(ids[left]!, ids[right]!);
    if (merge !== undefined) heapPush(heap, merge.rank * POSITIONS + left);
  };
  for (let i = 0; i + 1 < count; i++) enqueue(i);

  while (heap.length > 0) {
    const entry = heapPop(heap);
    const left = entry % POSITIONS;
    const right = next[left]!;
    if (ids[left]! < 0 || right < 0) continue;
    const merge = mergeOf(ids[left]!, ids[right]!);
    if (merge === undefined || merge.rank !== (entry - left) / POSITIONS) continue; // the pair has changed since
    ids[left] = merge.id;
    ids[right] = -1;
    const after = next[right]!;
    next[left] = after;
    if (after >= 0) previous[after] = left;
    enqueue(left);
    if (previous[left]! >= 0) enqueue(previous[left]!);
  }
  return Array.from(ids).filter((id) => id >= 0);
}
