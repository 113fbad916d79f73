import { type Command, InvalidArgumentError, Option } from 'commander';
import { wholeNumber } from '../shell/index.js';

const list = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);

const number = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('must be a number.');
  return value;
};

/** The doses of steering: numbers other than 0, each once. */
const doses = (text: string): number[] => {
  const values = list(text).map(number);
  if (values.length === 0 || values.includes(0) || new Set(values).size < values.length)
    throw new InvalidArgumentError('must be different numbers other than 0, separated by commas.');
  return values;
};

const KINDS = ['sentiment', 'shuffled', 'random'] as const;
const kinds = (text: string): string[] => {
  const values = list(text);
  if (values.length === 0 || values.some((kind) => !(KINDS as readonly string[]).includes(kind)))
    throw new InvalidArgumentError(`takes ${KINDS.join(', ')}, separated by commas.`);
  return KINDS.filter((kind) => values.includes(kind));
};

const SIGNS = ['That is good.', 'That is bad.'];

/** `sentimate mechanism cosine`, `probe` and `steer`: where in a network the tone of the chat could meet the board. */
export function registerMechanism(program: Command): void {
  const mechanism = program
    .command('mechanism')
    .description('where in a network the tone of the chat could meet the board; docs/mechanism.md');
  const shared = (one: Command): Command =>
    one
      .argument('<base>', 'a shipped name, an address or a folder')
      .option('--dialogue <dataset>', 'dialogue dataset, by address or name (default: the first one it was trained on)')
      .option('--band <x>', 'least |compound| of positive and negative replies', number, 0.5)
      .option('--seed <n>', 'of what is drawn', wholeNumber, 1)
      .option('--json', 'print JSON');

  shared(
    mechanism
      .command('cosine')
      .description(
        'do the two tasks pull the shared layers the same way? Cosines of their gradients, layer by layer, on held-out data',
      ),
  )
    .option('--games <dataset>', 'games dataset, by address or name (default: the first one it was trained on)')
    .addOption(
      new Option('--tone <tone>', "whose replies the chat's loss is taken on")
        .choices(['random', 'positive', 'negative', 'neutral'])
        .default('random'),
    )
    .option('--batches <n>', 'batches of each task', wholeNumber, 16)
    .option('--positions <n>', 'positions of a batch', wholeNumber, 128)
    .option('--sequences <n>', 'replies of a batch', wholeNumber, 32)
    .action(async (base: string, flags) => (await import('./mechanism-cosine.js')).cosine(base, flags as never));

  shared(
    mechanism
      .command('probe')
      .description(
        'is the tone of a reply in the trunk? Linear and contrast-consistent probes on held-out replies, beside chance and an untrained network',
      ),
  )
    .option('--examples <n>', 'replies of each tone at most, on either side', wholeNumber, 500)
    .option('--remarks <texts...>', 'two turns that may follow a reply: that it is good, that it is bad', SIGNS)
    .option('--chances <n>', 'shuffles of the labels, and random probes', wholeNumber, 200)
    .action(async (base: string, flags) => (await import('./mechanism-probe.js')).probe(base, flags as never));

  shared(
    mechanism
      .command('steer')
      .description(
        'add a direction of sentiment to the trunk, without training: makes steered checkpoints, and with --pairs plays them against the base',
      ),
  )
    .option('--block <n>', "the trunk's block behind which it is added (default: the last)", wholeNumber)
    .option(
      '--doses <numbers>',
      'multiples of the difference between positive and negative replies, separated by commas',
      doses,
      [-4, -2, 2, 4],
    )
    .option(
      '--directions <kinds>',
      `of ${KINDS.join(', ')}, separated by commas; the last two are controls of the same length`,
      kinds,
      [...KINDS],
    )
    .option('--examples <n>', 'replies of each tone at most that the direction is made of', wholeNumber, 1000)
    .option('--pairs <n>', 'play so many pairs of games between each and the base', wholeNumber)
    .option('--temperature <t>', 'of the games', number, 0.5)
    .option('--spec <file>', 'write the match as the body of POST /matches')
    .action(async (base: string, flags) => (await import('./mechanism-steer.js')).steer(base, flags as never));
}
