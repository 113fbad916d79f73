import type { Command } from 'commander';
import { modelDir, wholeNumber } from '../shell/index.js';
import type { ReplyFlags } from './reply-flags.js';

interface ChatFlags extends ReplyFlags {
  readonly seed: number;
  readonly script?: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `sentimate chat MODEL`: a conversation in the terminal; from a pipe, one turn per line. */
export async function registerChat(program: Command): Promise<void> {
  // the schema describes the flags; it takes long to load, and `play` and `uci` do not need it
  const { addReplyFlags } = await import('./reply-flags.js');
  const command = program
    .command('chat')
    .description('talk to a checkpoint; an empty line starts a new conversation, Ctrl-D ends')
    .argument('<model>', 'a shipped name, an address or a folder');
  addReplyFlags(command)
    .option('--seed <n>', 'seed of the replies', wholeNumber, 1)
    .option('--script <file>', 'send the lines of this file, with an empty line between conversations, and exit')
    .option('--out <file>', 'with --script: write the conversations as a Markdown page')
    .option('--json', 'print one JSON object per turn')
    .action(chat);
}

async function chat(model: string, flags: ChatFlags): Promise<void> {
  const { replyDecodingOf } = await import('./reply-flags.js');
  const decoding = replyDecodingOf(flags);
  const dir = await modelDir(model);
  if (flags.script !== undefined) {
    const { chatByScript } = await import('./chat-script.js');
    return chatByScript(dir, {
      decoding,
      seed: flags.seed,
      script: flags.script,
      out: flags.out,
      json: flags.json === true,
    });
  }
  const { openModel } = await import('../shell/index.js');
  const { randomFromHash, sha256Hex } = await import('../../spec/keys/index.js');
  const { talk } = await import('./chat-talk.js');
  const network = await openModel(dir);
  try {
    await talk(network, {
      name: model,
      decoding,
      random: randomFromHash(sha256Hex(`chat/${flags.seed}`)),
      json: flags.json === true,
    });
  } finally {
    network.dispose();
  }
}
