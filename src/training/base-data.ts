import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConversations, type Conversation } from '../dialogue/conversation.js';
import { packConversation, type ChatSequence } from '../dialogue/pack.js';
import { Tokenizer } from '../dialogue/tokenizer.js';
import { trainTokenizer } from '../dialogue/train-tokenizer.js';
import { PositionFile } from './batches.js';
import type { BaseData } from './train-base.js';

/** Everything a base is trained from, in memory: 44 bytes a position, 4 bytes a token. */
export async function loadBaseData(
  gamesDir: string,
  dialogueDir: string,
  options: { readonly vocabulary: number; readonly context: number; readonly tokenizerFile?: string },
): Promise<{ data: BaseData; tokenizerJson: string; tokenizer: Tokenizer }> {
  const conversations: Conversation[] = [];
  for await (const conversation of readConversations(dialogueDir)) conversations.push(conversation);
  const training = conversations.filter(({ heldOut }) => !heldOut);
  const tokenizerJson = options.tokenizerFile
    ? await readFile(options.tokenizerFile, 'utf8')
    : trainTokenizer(texts(training), options.vocabulary);
  const tokenizer = Tokenizer.fromJson(tokenizerJson);
  const pack = (list: readonly Conversation[]): ChatSequence[] => list.flatMap((one) => packConversation(one, tokenizer, options.context));
  return {
    tokenizerJson,
    tokenizer,
    data: {
      positions: await PositionFile.open(join(gamesDir, 'train.bin')),
      heldOutPositions: await PositionFile.open(join(gamesDir, 'held-out.bin')),
      sequences: pack(training),
      heldOutSequences: pack(conversations.filter(({ heldOut }) => heldOut)),
    },
  };
}

function* texts(conversations: readonly Conversation[]): Generator<string> {
  for (const { turns } of conversations) for (const { text } of turns) yield text;
}
