import { join } from 'node:path';
import { type Conversation, readConversations } from '../../dialogue/conversation/index.js';
import { type ChatSequence, packConversation, Tokenizer, trainTokenizer } from '../../dialogue/tokens/index.js';
import { openEvaluations, PositionFile } from '../losses/index.js';
import type { BaseData } from './base-settings.js';

/** A dialogue dataset of a base, and the share of its sequences that are drawn from it. */
export interface DialogueSource {
  readonly dir: string;
  readonly share: number;
}

export interface BaseDataOptions {
  readonly vocabulary: number;
  readonly context: number;
  /** A tokenizer that is there already; otherwise one is trained on the dialogue. */
  readonly tokenizerJson?: string;
  /** Read the games' evaluations too, for a network that evaluates. */
  readonly evaluations?: boolean;
}

/** Everything a base is trained from, in memory: 44 bytes a position, 4 bytes a token. */
export async function loadBaseData(
  gamesDir: string,
  dialogue: readonly DialogueSource[],
  options: BaseDataOptions,
): Promise<{ data: BaseData; tokenizerJson: string; tokenizer: Tokenizer }> {
  const sources = await Promise.all(
    dialogue.map(async ({ dir, share }) => ({ share, conversations: await loadConversations(dir) })),
  );
  const training = sources.flatMap(({ conversations }) => conversations.filter(({ heldOut }) => !heldOut));
  const tokenizerJson = options.tokenizerJson ?? trainTokenizer(turnTexts(training), options.vocabulary);
  const tokenizer = Tokenizer.fromJson(tokenizerJson);
  const pack = (list: readonly Conversation[], heldOut: boolean): ChatSequence[] =>
    list.filter((one) => one.heldOut === heldOut).flatMap((one) => packConversation(one, tokenizer, options.context));
  return {
    tokenizerJson,
    tokenizer,
    data: {
      positions: await PositionFile.open(join(gamesDir, 'train.bin')),
      heldOutPositions: await PositionFile.open(join(gamesDir, 'held-out.bin')),
      ...(options.evaluations ? { evaluations: await openEvaluations(gamesDir) } : {}),
      dialogue: sources.map(({ share, conversations }) => ({ share, sequences: pack(conversations, false) })),
      heldOutSequences: sources.flatMap(({ conversations }) => pack(conversations, true)),
    },
  };
}

async function loadConversations(dir: string): Promise<Conversation[]> {
  const conversations: Conversation[] = [];
  for await (const conversation of readConversations(dir)) conversations.push(conversation);
  return conversations;
}

function* turnTexts(conversations: readonly Conversation[]): Generator<string> {
  for (const { turns } of conversations) for (const { text } of turns) yield text;
}
