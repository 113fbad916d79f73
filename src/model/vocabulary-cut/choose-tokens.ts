import { heapPop, heapPush } from '../../dialogue/tokens/index.js';
import { alwaysKept, partsOf, tokenizerFileOf } from './cut-tokenizer.js';

/**
 * Chooses the `size` tokens of a tokenizer to keep; `counts` says how often a text uses each, by id. Tokens are cut one
 * after the other: the least used one that no other is merged from, of equally used ones that of the highest id, as ids
 * follow the order of learning. A cut token falls apart into the two that it was merged from, so each of its uses
 * becomes a use of both, and the text one token longer. Throws RangeError for a size outside of `cutSizes`, SourceError
 * for what is no tokenizer.
 */
export function chooseTokens(tokenizerJson: string, counts: ArrayLike<number>, size: number): Set<string> {
  const file = tokenizerFileOf(tokenizerJson);
  const total = file.vocabulary.length;
  const needed = alwaysKept(file);
  if (size < needed.size || size > total)
    throw new RangeError(`a vocabulary has from ${needed.size} to ${total} tokens, not ${size}`);
  const parts = partsOf(file);
  const uses = Float64Array.from({ length: total }, (_, id) => counts[id] ?? 0);
  /** How many parts of tokens that are not cut each token is. */
  const wholes = new Int32Array(total);
  for (const part of parts.flat()) wholes[part]!++;

  // a token comes here once, when it is part of no other: its uses are final. Uses and id are one number, exact below
  // 2^53: texts of 2^37 tokens
  const candidates: number[] = [];
  const offer = (id: number): void => {
    if (wholes[id] === 0 && !needed.has(id)) heapPush(candidates, uses[id]! * total + (total - 1 - id));
  };
  const kept = new Set(file.vocabulary);
  for (let id = 0; id < total; id++) offer(id);
  // what must be kept includes its parts, so there is a candidate as long as anything else is left
  while (kept.size > size) {
    const id = total - 1 - (heapPop(candidates) % total);
    kept.delete(file.vocabulary[id]!);
    parts[id]!.forEach((part, at) => {
      if (at < 2) uses[part]! += uses[id]!;
      wholes[part]!--;
      offer(part);
    });
  }
  return kept;
}
