import { appendFile } from 'node:fs/promises';
import { createInterface, type Interface } from 'node:readline/promises';
import type { ReplyDecoding } from '../../spec/index.js';
import type { Random } from '../../spec/keys/index.js';
import { FRESH_SCREEN } from '../shell/index.js';
import { plainText } from './plain-text.js';

/** The part of a network that a conversation needs. */
export interface Talker {
  reply(turns: readonly string[], options: Partial<ReplyDecoding> & { readonly random: Random }): Promise<string>;
}

/** Options of `talk`. */
export interface TalkOptions {
  /** Name of the model as the user gave it. */
  readonly name: string;
  readonly decoding: Partial<ReplyDecoding>;
  readonly random: Random;
  /** Print one JSON object per reply, and no prompts. */
  readonly json: boolean;
  readonly input?: NodeJS.ReadStream;
  readonly output?: NodeJS.WriteStream;
}

const HELP = [
  '/again  generate another reply to your last message',
  '/undo   remove your last message and its reply',
  '/new    start a new conversation (so does an empty line)',
  '/save FILE  append this conversation to a file',
  '/quit   or Ctrl-D',
];
const YOU = 'you    ';
const MODEL = 'model  ';

/** SGR codes: bold prompt, faint hints. */
const bold = (text: string): string => `\u001b[1m${text}\u001b[0m`;
const faint = (text: string): string => `\u001b[2m${text}\u001b[0m`;

/**
 * Runs a conversation until the input ends. On a terminal it shows prompts and takes commands that start with a slash;
 * otherwise each input line is a turn and each reply is printed as one line or one JSON object.
 */
export async function talk(network: Talker, options: TalkOptions): Promise<void> {
  const { input = process.stdin, output = process.stdout, json } = options;
  const terminal = Boolean(input.isTTY && output.isTTY) && !json;
  const lines = createInterface({ input, ...(terminal ? { output } : {}), prompt: bold(YOU) });
  lines.on('SIGINT', () => lines.close());
  const talker = new Conversation(network, options, terminal, (text) => void output.write(`${text}\n`));
  if (terminal) {
    output.write(`${FRESH_SCREEN}${options.name} is ready. ${faint('/help lists the commands; Ctrl-D quits.')}\n\n`);
    lines.prompt();
  }
  if (await talker.run(lines, terminal)) return;
  if (terminal) output.write('\n'); // Ctrl-C and Ctrl-D leave the cursor behind the prompt
}

class Conversation {
  private turns: string[] = [];

  constructor(
    private readonly network: Talker,
    private readonly options: TalkOptions,
    private readonly terminal: boolean,
    private readonly say: (text: string) => void,
  ) {}

  /** Processes input lines; resolves to true if a command ended the conversation, false at the end of the input. */
  async run(lines: Interface, prompts: boolean): Promise<boolean> {
    for await (const line of lines) {
      const said = line.trim();
      if (this.terminal && said.startsWith('/')) {
        if (said === '/quit') {
          lines.close();
          return true;
        }
        await this.command(said);
      } else if (said === '') this.begin();
      else await this.answer([...this.turns, said]);
      if (prompts) lines.prompt();
    }
    return false;
  }

  private begin(): void {
    if (this.terminal && this.turns.length > 0) this.say(faint('(a new conversation)'));
    this.turns = [];
  }

  private async answer(turns: string[]): Promise<void> {
    const { decoding, random, json } = this.options;
    const reply = await this.network.reply(turns, { ...decoding, random });
    this.turns = [...turns, reply];
    this.say(json ? JSON.stringify({ said: turns.at(-1), reply }) : `${this.terminal ? MODEL : ''}${plainText(reply)}`);
  }

  private async command(text: string): Promise<void> {
    const [word, ...rest] = text.split(/\s+/);
    const file = rest.join(' ');
    if (word === '/new') return this.begin();
    if (word === '/again' && this.turns.length > 0) return this.answer(this.turns.slice(0, -1));
    if (word === '/undo' && this.turns.length > 0) {
      this.turns = this.turns.slice(0, -2);
      return this.say(
        faint(
          this.turns.length === 0
            ? '(removed; the conversation is empty)'
            : `(removed; the last reply was: ${this.turns.at(-1)})`,
        ),
      );
    }
    if (word === '/again' || word === '/undo') return this.say(faint('(the conversation is empty)'));
    if (word === '/save' && file !== '') return this.save(file);
    this.say(HELP.map(faint).join('\n'));
  }

  private async save(file: string): Promise<void> {
    const text = this.turns.map((turn, i) => `${i % 2 === 0 ? YOU : MODEL}${turn}\n`).join('');
    try {
      await appendFile(file, `${text}\n`);
      this.say(faint(`(appended to ${file})`));
    } catch (error) {
      this.say(faint(`(${file} cannot be written: ${(error as NodeJS.ErrnoException).code ?? 'unknown'})`));
    }
  }
}
