import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RECORD_BYTES } from '../../../src/chess/board/position-record.js';
import { CONVERSATIONS_FILE, conversationLine } from '../../../src/dialogue/conversation/conversation.js';
import { loadBaseData } from '../../../src/training/base/base-data.js';
import { tinyTokenizerJson } from '../../model/tiny.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sentimate-base-data-'));
  for (const file of ['train.bin', 'held-out.bin']) await writeFile(join(dir, file), new Uint8Array(RECORD_BYTES));
  const turns = ['hello', 'how are you?', 'fine'].map((text, i) => ({ text, compound: 0, weight: i === 2 ? 1 : 0 }));
  const line = (heldOut: boolean) => conversationLine({ source: 'file', turns, heldOut });
  await writeFile(join(dir, CONVERSATIONS_FILE), line(false) + line(true));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

it.each([
  [false, ['hello', 'how are you?'], ['fine']],
  [true, ['fine'], ['how are you?']],
])('dialogue is packed as it was said, or, backward (%s), from its end', async (backward, context, learnt) => {
  const options = { vocabulary: 280, context: 32, tokenizerJson: tinyTokenizerJson(), backward };
  const { data, tokenizer } = await loadBaseData(dir, [{ dir, share: 1 }], options);
  const write = (turns: readonly string[]): number[] =>
    turns.flatMap((turn) => [...tokenizer.encode(turn), tokenizer.endOfTurn]);
  for (const sequences of [data.dialogue[0]!.sequences, data.heldOutSequences]) {
    expect(sequences).toHaveLength(1);
    const { tokens, lossFrom } = sequences[0]!;
    expect([...tokens.subarray(0, lossFrom)]).toEqual(write(context));
    expect([...tokens.subarray(lossFrom)]).toEqual(write(learnt));
  }
});
