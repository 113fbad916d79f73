import type { Command } from 'commander';
import Value from 'typebox/value';
import { BACKWARD_WEIGHT, REPLY_DECODING, ReplyDecoding } from '../../spec/index.js';
import { CliError } from '../shell/index.js';

/** The decoding settings that have a flag. */
const FLAGS = {
  temperature: '--temperature',
  topK: '--top-k',
  topP: '--top-p',
  bestOf: '--best-of',
  maxTokens: '--max-tokens',
  noRepeat: '--no-repeat',
  beam: '--beam',
  lengthPenalty: '--length-penalty',
} as const;
type Setting = keyof typeof FLAGS;
/** Values of the reply flags, as text, and the backward model. */
export interface ReplyFlags extends Readonly<Record<Attribute, string>> {
  readonly backward?: string;
  readonly backwardWeight: string;
}
/** commander takes the `no` off an option's name. */
type Attribute = Exclude<Setting, 'noRepeat'> | 'repeat';
const attributeOf = (name: Setting): Attribute => (name === 'noRepeat' ? 'repeat' : name);

/** Adds the flags of reply decoding, with descriptions and defaults from the schema, to a command. */
export function addReplyFlags(command: Command): Command {
  for (const name of Object.keys(FLAGS) as Setting[]) {
    const { description = '' } = ReplyDecoding.properties[name] as { description?: string };
    command.option(`${FLAGS[name]} <n>`, description, String(REPLY_DECODING[name]));
  }
  return command
    .option('--backward <model>', 'rank several replies by this model of turns in reverse order')
    .option('--backward-weight <x>', 'its weight beside that of the model, 0 to 1', String(BACKWARD_WEIGHT));
}

/** Parses the flags. Throws CliError for a value out of its range. */
export function replyDecodingOf(flags: ReplyFlags): Pick<ReplyDecoding, Setting> {
  const settings = Object.entries(FLAGS).map(([name, flag]) => {
    const text = flags[attributeOf(name as Setting)];
    const schema = ReplyDecoding.properties[name as Setting];
    if (text.trim() === '' || !Value.Check(schema, Number(text)))
      throw new CliError('usage', `${flag} must be ${rangeOf(schema)}, not ${text}`);
    return [name, Number(text)];
  });
  return Object.fromEntries(settings) as Pick<ReplyDecoding, Setting>;
}

/** Parses the weight of the backward model. Throws CliError for one out of its range. */
export function backwardWeightOf({ backwardWeight: text }: ReplyFlags): number {
  const weight = Number(text);
  if (text.trim() === '' || !(weight >= 0 && weight <= 1))
    throw new CliError('usage', `--backward-weight must be a number from 0 to 1, not ${text}`);
  return weight;
}

/**
 * Checks that the flags go together; `isGiven` tells those that were typed. Throws CliError, which names a flag that
 * would change nothing.
 */
export function checkReplyFlags(
  { beam, temperature, bestOf }: Pick<ReplyDecoding, Setting>,
  { isSource, isGiven }: { readonly isSource: boolean; readonly isGiven: (attribute: string) => boolean },
): void {
  const refuse = (attribute: string, flag: string, reason: string): void => {
    if (isGiven(attribute)) throw new CliError('usage', `${flag}: ${reason}`);
  };
  const isRanked = isGiven('backward');
  if (!isRanked) refuse('backwardWeight', '--backward-weight', 'is that of a model named by --backward');
  if (beam === 0) refuse('lengthPenalty', '--length-penalty', 'is for a search, --beam');
  else
    for (const name of ['temperature', 'topK', 'topP', 'bestOf'] as const)
      refuse(name, FLAGS[name], 'a beam search draws nothing');
  if (isSource && !isRanked)
    refuse('bestOf', '--best-of', 'a pretrained decoder draws one reply; --backward MODEL ranks several');
  const replies = beam > 0 ? beam : temperature === 0 ? 1 : bestOf;
  if (replies === 1) refuse('backward', '--backward', 'ranks several replies, and with these flags there is one');
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
