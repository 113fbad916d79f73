/** A tokenizer with fewer tokens: those that are kept, and of the merges those that only need them. */
import {
  BYTE_CHARACTERS,
  parseTokenizerFile,
  type TokenizerFile,
  writeTokenizerFile,
} from '../../dialogue/tokens/index.js';
import { bad, printable, unsupported } from '../source/index.js';

/** Parses a tokenizer. Throws SourceError. */
export function tokenizerFileOf(json: string): TokenizerFile {
  try {
    return parseTokenizerFile(json);
  } catch (error) {
    throw unsupported(`tokenizer.json: ${(error as Error).message}`);
  }
}

/**
 * Ids of the tokens that each token is merged from, by id: left and right of the first merge that makes it, then of
 * any further ones.
 */
export function partsOf({ vocabulary, merges }: TokenizerFile): readonly (readonly number[])[] {
  const idOf = new Map(vocabulary.map((token, id) => [token, id]));
  const parts = vocabulary.map((): number[] => []);
  for (const [left, right] of merges) parts[idOf.get(left + right)!]!.push(idOf.get(left)!, idOf.get(right)!);
  return parts;
}

/**
 * Ids of the tokens that every cut keeps: special and other added ones, single bytes, the one for unknown bytes, and
 * what any of these is merged from.
 */
export function alwaysKept(file: TokenizerFile): Set<number> {
  const bytes = new Set(BYTE_CHARACTERS);
  const kept = new Set([...file.special, ...file.ordinary, ...(file.unknown === undefined ? [] : [file.unknown])]);
  file.vocabulary.forEach((token, id) => bytes.has(token) && kept.add(id));
  const parts = partsOf(file);
  // a set's loop also visits what is added meanwhile
  for (const id of kept) for (const part of parts[id]!) kept.add(part);
  return kept;
}

/** The smallest and the largest vocabulary that a tokenizer can be cut to. Throws SourceError. */
export function cutSizes(tokenizerJson: string): { readonly least: number; readonly most: number } {
  const file = tokenizerFileOf(tokenizerJson);
  return { least: alwaysKept(file).size, most: file.vocabulary.length };
}

/**
 * Returns the text of a `tokenizer.json` with the tokens of `keep`, numbered from 0 in their order, and the merges that
 * make them. `keep` must have all that a token of it is merged from: then text that the whole tokenizer encodes to kept
 * tokens alone has the same tokens by the cut one, as no merge on its way is missing. Throws SourceError.
 */
export function cutTokenizer(tokenizerJson: string, keep: ReadonlySet<string>): string {
  const file = tokenizerFileOf(tokenizerJson);
  for (const id of alwaysKept(file))
    if (!keep.has(file.vocabulary[id]!)) throw bad(`the token ${printable(file.vocabulary[id]!)} must be kept`);
  const merges = file.merges.filter(([left, right]) => keep.has(left + right));
  for (const [left, right] of merges)
    if (!keep.has(left) || !keep.has(right))
      throw bad(`the token ${printable(left + right)} is kept without what it is merged from`);
  const vocabulary = file.vocabulary.filter((token) => keep.has(token));
  if (vocabulary.length < keep.size) throw bad('a token to keep is not one of the tokenizer');
  const idOf = new Map(vocabulary.map((token, id) => [token, id]));
  const renumbered = (id: number): number => idOf.get(file.vocabulary[id]!)!;
  return writeTokenizerFile({
    vocabulary,
    merges,
    endOfTurn: renumbered(file.endOfTurn),
    special: file.special.map(renumbered),
    ordinary: file.ordinary.map(renumbered),
    splitsDigits: file.splitsDigits,
    unknown: file.unknown === undefined ? undefined : renumbered(file.unknown),
  });
}
