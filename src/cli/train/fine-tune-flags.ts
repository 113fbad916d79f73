import { type Command, Option } from 'commander';
import type { FineTuneRequest } from '../../spec/index.js';
import { type MatchedOn, METHODS, type Method, TONES, type Tone } from '../../vocabulary/index.js';
import { CliError, wholeNumber } from '../shell/index.js';

export interface ArmFlags {
  readonly base?: string;
  readonly dataset?: string;
  readonly tone: Tone;
  readonly method: Method;
  readonly examples?: number;
  readonly steps?: number;
  readonly band?: number;
  readonly match?: readonly MatchedOn[];
  readonly agreement?: string;
  readonly positiveShare?: number;
  readonly label?: string;
  readonly blocks?: readonly string[];
  readonly rank?: number;
  readonly promptVectors?: number;
  readonly promptHidden?: number;
  readonly teacher?: string;
  readonly l2?: number;
  readonly replayWeight?: number;
  readonly replayPositions?: number;
  readonly stopDrift?: number;
  readonly stopEvery?: number;
  readonly batch?: number;
  readonly learningRate?: number;
  readonly maxTokens?: number;
  readonly seed?: number;
}

const number = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new CliError('usage', `${text} is no number`);
  return value;
};

/** The options that make the body of `POST /fine-tunes`; the service checks what they say and fills in the rest. */
export function withArmFlags(command: Command): Command {
  return command
    .option('--base <model>', 'name or address of the base (the shipped one otherwise)')
    .option('--dataset <dataset>', 'name or address of the dialogue (the starter dialogue otherwise)')
    .addOption(new Option('--tone <tone>', 'whose replies are learnt').choices(TONES).default('positive'))
    .addOption(new Option('--method <method>', 'what moves; docs/treatments.md').choices(METHODS).default('full'))
    .option('--examples <n>', 'examples drawn', wholeNumber)
    .option('--steps <n>', 'steps of training, or the most of them', wholeNumber)
    .option('--band <x>', 'least |compound| of positive and negative replies', number)
    .option('--agreement <classifier>', 'name or address of a classifier that must agree with VADER; docs/sentiment.md')
    .option('--match <properties...>', 'what arms have alike: source, length, rarity')
    .option('--positive-share <x>', 'of a mixture', number)
    .option('--label <label>', 'of a custom arm')
    .option('--blocks <blocks...>', 'of a subset, such as trunk.block0')
    .option('--rank <n>', 'of lora', wholeNumber)
    .option('--prompt-vectors <n>', 'of prompt', wholeNumber)
    .option('--prompt-hidden <n>', 'width of the generator of prompts; 0 for none', wholeNumber)
    .option('--teacher <model>', 'of distill: name or address')
    .option('--l2 <x>', 'weight of the squared distance to the start', number)
    .option('--replay-weight <x>', 'hold the child to the base’s chess policy by this weight', number)
    .option('--replay-positions <n>', 'positions of it a step', wholeNumber)
    .option('--stop-drift <nats>', 'stop at this KL from the base on held-out dialogue', number)
    .option('--stop-every <n>', 'steps between two measurements of it', wholeNumber)
    .option('--batch <n>', 'examples a step', wholeNumber)
    .option('--learning-rate <x>', 'the highest one', number)
    .option('--max-tokens <n>', 'longest example', wholeNumber)
    .option('--seed <n>', 'of the replicate', wholeNumber);
}

/** Only what was said: the service has the defaults. */
export function requestOf(flags: ArmFlags): FineTuneRequest {
  const given = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
  const group = <T extends object>(values: T) => (Object.keys(given(values)).length > 0 ? given(values) : undefined);
  const { tone, method, positiveShare, label, blocks, rank, teacher, l2, stopDrift, stopEvery } = flags;
  if (stopEvery !== undefined && stopDrift === undefined)
    throw new CliError('usage', '--stop-every needs --stop-drift');
  const arm = given({
    tone,
    method,
    positiveShare,
    label,
    blocks: blocks && [...blocks],
    rank,
    teacher,
    l2,
    dose: group({ examples: flags.examples, steps: flags.steps }),
    filter: group({ band: flags.band, match: flags.match && [...flags.match], agreement: flags.agreement }),
    prompt: group({ vectors: flags.promptVectors, hidden: flags.promptHidden }),
    replay: group({ weight: flags.replayWeight, positions: flags.replayPositions }),
    stop: stopDrift === undefined ? undefined : { drift: stopDrift, ...given({ every: stopEvery }) },
  });
  const fineTune = group({ batch: flags.batch, learningRate: flags.learningRate, maxTokens: flags.maxTokens });
  return given({ base: flags.base, dataset: flags.dataset, arm, fineTune, seed: flags.seed }) as FineTuneRequest;
}
