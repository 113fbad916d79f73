import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { modelDir } from './evaluate.js';
import { wholeNumber } from './whole-number.js';
import { CliError } from './errors.js';

interface ChatFlags {
  readonly temperature: string;
  readonly topK: number;
  readonly maxTokens: number;
  readonly seed: number;
  readonly json?: boolean;
}

/** `sentimate chat MODEL`: a conversation in the terminal; from a pipe, a turn a line. */
export function registerChat(program: Command): void {
  program
    .command('chat')
    .description('talk to a checkpoint; an empty line starts a new conversation, Ctrl-D ends')
    .argument('<model>', 'a shipped name, an address or a folder')
    .option('--temperature <t>', '0 says the likeliest', '0.7')
    .option('--top-k <n>', 'draw from so many likeliest tokens', wholeNumber, 40)
    .option('--max-tokens <n>', 'longest reply', wholeNumber, 40)
    .option('--seed <n>', 'seed of the replies', wholeNumber, 1)
    .option('--json', 'print a JSON object a turn')
    .action(chat);
}

async function chat(model: string, flags: ChatFlags): Promise<void> {
  const temperature = Number(flags.temperature);
  if (!(temperature >= 0 && temperature <= 4)) throw new CliError('usage', '--temperature must be a number from 0 to 4');
  const { openModel } = await import('./open-model.js');
  const { randomFromHash, sha256Hex } = await import('../spec/index.js');
  const network = await openModel(await modelDir(model));
  const random = randomFromHash(sha256Hex(`chat/${flags.seed}`));
  const talking = process.stdin.isTTY && !flags.json;
  const lines = createInterface({ input: process.stdin, output: talking ? process.stdout : undefined, prompt: 'you    ' });
  let turns: string[] = [];
  if (talking) lines.prompt();
  for await (const line of lines) {
    const said = line.trim();
    if (said === '') {
      if (talking && turns.length > 0) process.stdout.write('(a new conversation)\n');
      turns = [];
    } else {
      turns.push(said);
      const reply = await network.reply(turns, { temperature, topK: flags.topK, maxTokens: flags.maxTokens, random });
      turns.push(reply);
      process.stdout.write(flags.json ? `${JSON.stringify({ said, reply })}\n` : `${talking ? 'model  ' : ''}${reply}\n`);
    }
    if (talking) lines.prompt();
  }
  if (talking) process.stdout.write('\n');
  network.dispose();
}
