/** Replies of a checkpoint to a file of fixed prompts; equal file, checkpoint, seed and settings give equal output. */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { readCheckpointAddress } from '../../model/checkpoint/index.js';
import { REPLY_DECODING, type ReplyDecoding } from '../../spec/index.js';
import { randomFromHash, sha256Hex } from '../../spec/keys/index.js';
import { CliError } from '../shell/index.js';
import { type BackwardChoice, openTalker } from './open-talker.js';
import { plainText } from './plain-text.js';

/** Options of `chatByScript`. */
export interface ScriptOptions {
  readonly decoding: Partial<ReplyDecoding>;
  /** True where the folder is that of a pretrained source, not a checkpoint. */
  readonly isSource?: boolean;
  /** Ranks the replies. */
  readonly backward?: BackwardChoice | undefined;
  readonly seed: number;
  /** Path of the prompts: one turn per line, conversations separated by empty lines. */
  readonly script: string;
  /** Path of the Markdown page to write; without it the replies are printed. */
  readonly out?: string | undefined;
  readonly json: boolean;
}

/** One prompt of the script with the reply of the network. */
interface Exchange {
  /** From 1. */
  readonly conversation: number;
  /** Number of earlier turns of the conversation, including the network's replies. */
  readonly before: number;
  readonly said: string;
  readonly reply: string;
}

/**
 * Replies to every line of the script and prints or writes the exchanges. Throws CliError for a script that cannot be
 * read or has no line.
 */
export async function chatByScript(dir: string, options: ScriptOptions): Promise<void> {
  const text = await readFile(options.script, 'utf8').catch((cause: Error) => {
    throw new CliError('bad-file', `${options.script}: cannot be read: ${cause.message}`);
  });
  const conversations = conversationsOf(text);
  if (conversations.length === 0) throw new CliError('bad-file', `${options.script}: contains no prompts`);
  const network = await openTalker(dir, { isSource: options.isSource === true, backward: options.backward });
  const exchanges: Exchange[] = [];
  try {
    for (const [index, lines] of conversations.entries()) {
      // Each conversation has its own random generator, so that a changed prompt affects no other conversation.
      const random = randomFromHash(sha256Hex(`chat script/${options.seed}/${index}`));
      const turns: string[] = [];
      for (const said of lines) {
        turns.push(said);
        const reply = await network.reply(turns, { ...options.decoding, random });
        exchanges.push({ conversation: index + 1, before: turns.length - 1, said, reply });
        turns.push(reply);
        if (options.out === undefined)
          process.stdout.write(
            options.json ? `${JSON.stringify(exchanges.at(-1))}\n` : `> ${said}\n${plainText(reply)}\n`,
          );
      }
    }
  } finally {
    network.dispose();
  }
  if (options.out === undefined) return;
  // the folder of a source has its address as its name
  const address = options.isSource ? basename(resolve(dir)) : await readCheckpointAddress(dir);
  const usual = network.bestOf === undefined ? {} : { bestOf: network.bestOf };
  const decoding = { ...usual, ...options.decoding };
  await writeFile(options.out, repliesPage(exchanges, address, { ...options, decoding }));
}

/**
 * Splits a script into conversations, separated by empty lines, each a list of turns, one per line.
 *
 * @internal
 */
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

/**
 * The exchanges as a Markdown table with an empty column for manual rating.
 *
 * @internal
 */
export function repliesPage(
  exchanges: readonly Exchange[],
  address: string,
  {
    decoding,
    isSource,
    backward,
    seed,
    script,
  }: Pick<ScriptOptions, 'decoding' | 'isSource' | 'backward' | 'seed' | 'script'>,
): string {
  const settings = Object.entries({ ...REPLY_DECODING, ...decoding }).map(([name, value]) => `${name} ${value}`);
  if (backward) settings.push(`ranked by \`${basename(backward.name)}\`, weight ${backward.weight}`);
  const rows = exchanges.map(
    ({ said, reply, before }, index) =>
      `| ${index + 1} | ${before > 0 ? '(continued) ' : ''}${cell(said)} | ${cell(plainText(reply))} | |`,
  );
  return [
    `# ${exchanges.length} replies to fixed prompts`,
    '',
    `The first replies of ${isSource ? 'the source' : 'checkpoint'} \`${address}\` to \`${basename(script)}\`, ` +
      `seed ${seed}, neither selected nor edited.`,
    `Decoding: ${settings.join(', ')}.`,
    '',
    '| | said | reply | on topic |',
    '| ---: | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** Text escaped for a cell of a Markdown table. */
const cell = (text: string): string => text.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\s+/g, ' ');
