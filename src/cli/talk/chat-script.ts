/** Fixed prompts said to a checkpoint: the same file, checkpoint and settings give the same page. */
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readCheckpointAddress } from '../../model/checkpoint/index.js';
import { REPLY_DECODING, type ReplyDecoding, randomFromHash, sha256Hex } from '../../spec/index.js';
import { CliError, openModel } from '../shell/index.js';

export interface ScriptOptions {
  readonly decoding: Partial<ReplyDecoding>;
  readonly seed: number;
  readonly script: string;
  readonly out?: string | undefined;
  readonly json: boolean;
}

export interface Exchange {
  /** From 1. */
  readonly conversation: number;
  /** Turns of the conversation before this one; the network's own replies are among them. */
  readonly before: number;
  readonly said: string;
  readonly reply: string;
}

/** Throws CliError for a script that cannot be read or says nothing. */
export async function chatByScript(dir: string, options: ScriptOptions): Promise<void> {
  const text = await readFile(options.script, 'utf8').catch((cause: Error) => {
    throw new CliError('bad-file', `${options.script}: cannot be read: ${cause.message}`);
  });
  const conversations = conversationsOf(text);
  if (conversations.length === 0) throw new CliError('bad-file', `${options.script}: has no line to say`);
  const network = await openModel(dir);
  const exchanges: Exchange[] = [];
  try {
    for (const [index, lines] of conversations.entries()) {
      // Each conversation has a generator of its own, so that a changed prompt changes no other's reply.
      const random = randomFromHash(sha256Hex(`chat script/${options.seed}/${index}`));
      const turns: string[] = [];
      for (const said of lines) {
        turns.push(said);
        const reply = await network.reply(turns, { ...options.decoding, random });
        exchanges.push({ conversation: index + 1, before: turns.length - 1, said, reply });
        turns.push(reply);
        if (options.out === undefined)
          process.stdout.write(options.json ? `${JSON.stringify(exchanges.at(-1))}\n` : `> ${said}\n${reply}\n`);
      }
    }
  } finally {
    network.dispose();
  }
  if (options.out !== undefined)
    await writeFile(options.out, repliesPage(exchanges, await readCheckpointAddress(dir), options));
}

/** Conversations are parted by empty lines; each line is a turn. */
export function conversationsOf(script: string): string[][] {
  const blocks = script.split(/\r?\n[^\S\n]*\n/);
  return blocks
    .map((block) =>
      block
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
    )
    .filter((lines) => lines.length > 0);
}

/** A table with a column to judge in by hand. */
export function repliesPage(
  exchanges: readonly Exchange[],
  address: string,
  { decoding, seed, script }: Pick<ScriptOptions, 'decoding' | 'seed' | 'script'>,
): string {
  const settings = Object.entries({ ...REPLY_DECODING, ...decoding }).map(([name, value]) => `${name} ${value}`);
  const rows = exchanges.map(
    ({ said, reply, before }, index) =>
      `| ${index + 1} | ${before > 0 ? '(goes on) ' : ''}${cell(said)} | ${cell(reply)} | |`,
  );
  return [
    `# ${exchanges.length} replies to fixed prompts`,
    '',
    `The first answers of checkpoint \`${address}\` to \`${basename(script)}\`, seed ${seed}: nothing was chosen or edited.`,
    `Decoding: ${settings.join(', ')}.`,
    '',
    '| | said | reply | on topic |',
    '| ---: | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** Text as it is, in a cell of Markdown. */
const cell = (text: string): string => text.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\s+/g, ' ');
