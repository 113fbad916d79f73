/** Counts the tokens of dialogue datasets, to choose a vocabulary by most of it and to measure it on the rest. */
import { readConversations } from '../../dialogue/conversation/index.js';
import type { Tokenizer } from '../../dialogue/tokens/index.js';
import type { ChatTemplate } from '../../model/decoder/index.js';

/** Besides those that a dataset holds out, a twentieth of all, one in this many others: together a tenth. */
const ONE_IN = 19;

/**
 * Counts how often each token is used, by id, in the conversations that are not held out, written by the template, so
 * that the words of the template are used too.
 */
export async function tokenCounts(
  dirs: readonly string[],
  tokenizer: Tokenizer,
  template: ChatTemplate,
): Promise<Float64Array> {
  const counts = new Float64Array(tokenizer.size);
  for await (const turns of conversationsOf(dirs, false))
    for (const id of template.prompt(turns, Number.POSITIVE_INFINITY)) counts[id]!++;
  return counts;
}

/** Counts the conversations that are held out, and the tokens of their turns by each of two tokenizers. */
export async function heldOutTokens(
  dirs: readonly string[],
  before: Tokenizer,
  after: Tokenizer,
): Promise<{ conversations: number; tokensBefore: number; tokens: number }> {
  const total = { conversations: 0, tokensBefore: 0, tokens: 0 };
  for await (const turns of conversationsOf(dirs, true)) {
    total.conversations++;
    for (const turn of turns) {
      total.tokensBefore += before.encode(turn).length;
      total.tokens += after.encode(turn).length;
    }
  }
  return total;
}

/** Yields the turns of conversations that are held out, or of the others. The split depends on each dataset alone. */
async function* conversationsOf(dirs: readonly string[], wantHeldOut: boolean): AsyncGenerator<string[]> {
  for (const dir of dirs) {
    let others = 0;
    for await (const { turns, heldOut } of readConversations(dir)) {
      const isHeldOut = heldOut || ++others % ONE_IN === 0;
      if (isHeldOut === wantHeldOut) yield turns.map(({ text }) => text);
    }
  }
}
