import type { Command } from 'commander';
import { CliError, modelDir, sourceDirOf, wholeNumber } from '../shell/index.js';
import type { ReplyFlags } from './reply-flags.js';

interface ChatFlags extends ReplyFlags {
  readonly source?: string;
  readonly seed: number;
  readonly script?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/**
 * `sentimate chat MODEL`, or `--source DIR` in its place: a conversation in the terminal; from a pipe, a turn a line.
 */
export async function registerChat(program: Command): Promise<void> {
  // the schema describes the flags; it takes long to load, and `play` and `uci` do not need it
  const { addReplyFlags } = await import('./reply-flags.js');
  const command = program
    .command('chat')
    .description('talk to a checkpoint; an empty line starts a new conversation, Ctrl-D ends')
    .argument('[model]', 'a shipped name, an address or a folder');
  addReplyFlags(command)
    .option('--source <name>', 'talk to this source model instead, by its name, address or folder')
    .option('--seed <n>', 'seed of the replies', wholeNumber, 1)
    .option('--script <file>', 'send the lines of this file, with an empty line between conversations, and exit')
    .option('--out <file>', 'with --script: write the conversations as a Markdown page')
    .option('--json', 'print one JSON object per turn')
    .action(chat);
}

async function chat(model: string | undefined, flags: ChatFlags, command: Command): Promise<void> {
  const { source } = flags;
  if ((model === undefined) === (source === undefined))
    throw new CliError('usage', 'chat takes a model or --source, not both');
  const { backwardWeightOf, checkReplyFlags, replyDecodingOf } = await import('./reply-flags.js');
  const isSource = source !== undefined;
  const given = replyDecodingOf(flags);
  checkReplyFlags(given, {
    isSource,
    isGiven: (name) => ![undefined, 'default'].includes(command.getOptionValueSource(name)),
  });
  const backward = flags.backward === undefined ? undefined : { name: flags.backward, weight: backwardWeightOf(flags) };
  const { bestOf, ...others } = given;
  const isBestOfGiven = command.getOptionValueSource('bestOf') !== 'default';
  const ofSource = backward ? { bestOf } : { bestOf: 1 };
  const single = isSource ? ofSource : isBestOfGiven ? { bestOf } : {};
  const decoding = { ...others, ...single };
  const name = source ?? (await withSource(model!));
  const dir = isSource ? await sourceDirOf(name) : await modelDir(name);
  if (flags.script !== undefined) {
    const { chatByScript } = await import('./chat-script.js');
    return chatByScript(dir, {
      decoding,
      isSource,
      backward,
      seed: flags.seed,
      script: flags.script,
      out: flags.out,
      json: flags.json === true,
    });
  }
  const { openTalker } = await import('./open-talker.js');
  const { randomFromHash, sha256Hex } = await import('../../spec/keys/index.js');
  const { talk } = await import('./chat-talk.js');
  const talker = await openTalker(dir, { isSource, backward });
  try {
    await talk(talker, {
      name,
      decoding,
      random: randomFromHash(sha256Hex(`chat/${flags.seed}`)),
      json: flags.json === true,
    });
  } finally {
    talker.dispose();
  }
}

/** The model to talk to, after what its chat rests on was fetched (availableModel). */
async function withSource(model: string): Promise<string> {
  const { availableModel } = await import('../data/index.js');
  return availableModel(model, (line) => process.stderr.write(`${line}\n`));
}
