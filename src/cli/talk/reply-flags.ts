import type { Command } from 'commander';
import Value from 'typebox/value';
import { REPLY_DECODING, ReplyDecoding } from '../../spec/index.js';
import { CliError } from '../shell/index.js';

/** The decoding settings that have a flag. */
const FLAGS = {
  temperature: '--temperature',
  topK: '--top-k',
  topP: '--top-p',
  bestOf: '--best-of',
  maxTokens: '--max-tokens',
} as const;
type Setting = keyof typeof FLAGS;
/** Values of the reply flags, as text. */
export type ReplyFlags = Readonly<Record<Setting, string>>;

/** Adds the flags of reply decoding, with descriptions and defaults from the schema, to a command. */
export function addReplyFlags(command: Command): Command {
  for (const name of Object.keys(FLAGS) as Setting[]) {
    const { description = '' } = ReplyDecoding.properties[name] as { description?: string };
    command.option(`${FLAGS[name]} <n>`, description, String(REPLY_DECODING[name]));
  }
  return command;
}

/** Parses the flags. Throws CliError for a value out of its range. */
export function replyDecodingOf(flags: ReplyFlags): Pick<ReplyDecoding, Setting> {
  const settings = Object.entries(FLAGS).map(([name, flag]) => {
    const text = flags[name as Setting];
    const schema = ReplyDecoding.properties[name as Setting];
    if (text.trim() === '' || !Value.Check(schema, Number(text)))
      throw new CliError('usage', `${flag} must be ${rangeOf(schema)}, not ${text}`);
    return [name, Number(text)];
  });
  return Object.fromEntries(settings) as Pick<ReplyDecoding, Setting>;
}

function rangeOf(schema: object): string {
  const { type, minimum, exclusiveMinimum, maximum } = schema as {
    type: string;
    minimum?: number;
    exclusiveMinimum?: number;
    maximum: number;
  };
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  return minimum === undefined
    ? `${kind} above ${exclusiveMinimum}, at most ${maximum}`
    : `${kind} from ${minimum} to ${maximum}`;
}
