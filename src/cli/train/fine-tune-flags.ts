import { type Command, Option } from 'commander';
import type { FineTuneRequest } from '../../spec/api/index.js';
import { type MatchedOn, METHODS, type Method, TONES, type Tone } from '../../vocabulary/index.js';
import { CliError, wholeNumber } from '../shell/index.js';

/** Flags that describe one arm; see `POST /fine-tunes`. */
export interface ArmFlags {
  readonly base?: string;
  readonly dataset?: string;
  readonly tone: Tone;
  readonly method?: Method;
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
  readonly noise?: number;
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
  if (text.trim() === '' || !Number.isFinite(value)) throw new CliError('usage', `${text} is not a number`);
  return value;
};

/** Adds the options that make up the body of `POST /fine-tunes`; the service validates them and fills in defaults. */
export function withArmFlags(command: Command): Command {
  return command
    .option('--base <model>', 'name or address of the base (the shipped one otherwise)')
    .option('--dataset <dataset>', 'name or address of the dialogue (the starter dialogue otherwise)')
    .addOption(new Option('--tone <tone>', 'tone of the replies to train on').choices(TONES).default('positive'))
    .addOption(
      new Option(
        '--method <method>',
        'which parameters are trained (all; of a pretrained base its top blocks); docs/treatments.md',
      ).choices(METHODS),
    )
    .option('--examples <n>', 'number of examples', wholeNumber)
    .option('--steps <n>', 'training steps; the maximum with --stop-drift', wholeNumber)
    .option('--band <x>', 'minimum |compound| of positive and negative replies', number)
    .option('--agreement <classifier>', 'name or address of a classifier that must agree with VADER; docs/sentiment.md')
    .option('--match <properties...>', 'properties on which arms are matched: source, length, rarity')
    .option('--positive-share <x>', 'of a mixture', number)
    .option('--label <label>', 'of a custom arm')
    .option('--blocks <blocks...>', 'of a subset, such as trunk.block0')
    .option('--rank <n>', 'of lora', wholeNumber)
    .option('--prompt-vectors <n>', 'of prompt', wholeNumber)
    .option('--prompt-hidden <n>', 'width of the generator of prompts; 0 for none', wholeNumber)
    .option('--teacher <model>', 'of distill: name or address')
    .option('--l2 <x>', 'weight of the squared distance to the start', number)
    .option('--noise <x>', 'planted damage: noise on the trunk, in units of the root mean square of a tensor', number)
    .option('--replay-weight <x>', 'weight of the KL from the base’s chess policy', number)
    .option('--replay-positions <n>', 'replay positions per step', wholeNumber)
    .option('--stop-drift <nats>', 'stop at this KL from the base on held-out dialogue', number)
    .option('--stop-every <n>', 'steps between two measurements of the drift', wholeNumber)
    .option('--batch <n>', 'examples per step', wholeNumber)
    .option('--learning-rate <x>', 'peak learning rate', number)
    .option('--max-tokens <n>', 'maximum length of an example', wholeNumber)
    .option('--seed <n>', 'seed of the replicate', wholeNumber);
}

/** The request body with only the given flags; the service fills in defaults. Throws CliError. */
export function requestOf(flags: ArmFlags): FineTuneRequest {
  type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
  const given = <T extends object>(values: T): Given<T> =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
  const group = <T extends object>(values: T) => (Object.keys(given(values)).length > 0 ? given(values) : undefined);
  const { tone, method, positiveShare, label, blocks, rank, teacher, l2, noise, stopDrift, stopEvery } = flags;
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
    noise,
    dose: group({ examples: flags.examples, steps: flags.steps }),
    filter: group({ band: flags.band, match: flags.match && [...flags.match], agreement: flags.agreement }),
    prompt: group({ vectors: flags.promptVectors, hidden: flags.promptHidden }),
    replay: group({ weight: flags.replayWeight, positions: flags.replayPositions }),
    stop: stopDrift === undefined ? undefined : { drift: stopDrift, ...given({ every: stopEvery }) },
  });
  const fineTune = group({ batch: flags.batch, learningRate: flags.learningRate, maxTokens: flags.maxTokens });
  return given({ base: flags.base, dataset: flags.dataset, arm, fineTune, seed: flags.seed }) as FineTuneRequest;
}
