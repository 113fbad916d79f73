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

/**
 * `sentimate mechanism cosine`, `probe` and `steer`: where in a network the tone of the chat could affect the board.
 */
export function registerMechanism(program: Command): void {
  const mechanism = program
    .command('mechanism')
    .description('where in a network the tone of the chat could affect the board; docs/mechanism.md');
  addCosine(mechanism);
  addProbe(mechanism);
  addSteer(mechanism);
}

/** The argument and options of all three commands. */
const withSharedFlags = (command: Command): Command =>
  command
    .argument('<base>', 'a shipped name, an address or a folder')
    .option('--dialogue <dataset>', 'dialogue dataset, by address or name (default: the first one it was trained on)')
    .option('--band <x>', 'minimum |compound| of positive and negative replies', number, 0.5)
    .option('--seed <n>', 'seed of all samples', wholeNumber, 1)
    .option('--json', 'print JSON');

function addCosine(mechanism: Command): void {
  withSharedFlags(
    mechanism
      .command('cosine')
      .description(
        'do the gradients of the two tasks point the same way? Their cosines, layer by layer, on held-out data',
      ),
  )
    .option('--games <dataset>', 'games dataset, by address or name (default: the first one it was trained on)')
    .addOption(
      new Option('--tone <tone>', 'tone of the replies in the chat loss')
        .choices(['random', 'positive', 'negative', 'neutral'])
        .default('random'),
    )
    .option('--batches <n>', 'batches of each task', wholeNumber, 16)
    .option('--positions <n>', 'positions per batch', wholeNumber, 128)
    .option('--sequences <n>', 'replies per batch', wholeNumber, 32)
    .action(async (base: string, flags) => (await import('./mechanism-cosine.js')).cosine(base, flags));
}

function addProbe(mechanism: Command): void {
  withSharedFlags(
    mechanism
      .command('probe')
      .description(
        'can the tone of a reply be read from the trunk? Linear and contrast-consistent probes on held-out replies, ' +
          'compared with chance and an untrained network',
      ),
  )
    .option('--examples <n>', 'maximum number of replies of each tone, for fit and test each', wholeNumber, 500)
    .option(
      '--remarks <texts...>',
      'two turns that follow a reply: one that says it is good, one that says it is bad',
      SIGNS,
    )
    .option('--chances <n>', 'shuffles of the labels, and random probes', wholeNumber, 200)
    .action(async (base: string, flags) => (await import('./mechanism-probe.js')).probe(base, flags));
}

function addSteer(mechanism: Command): void {
  withSharedFlags(
    mechanism
      .command('steer')
      .description(
        'add a direction of sentiment to the trunk, without training: makes steered checkpoints, ' +
          'and with --pairs plays them against the base',
      ),
  )
    .option('--block <n>', 'block of the trunk after which the direction is added (default: the last)', wholeNumber)
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
    .option('--examples <n>', 'maximum number of replies of each tone that define the direction', wholeNumber, 1000)
    .option('--pairs <n>', 'pairs of games between each child and the base', wholeNumber)
    .option('--temperature <t>', 'temperature of the policy in the games', number, 0.5)
    .option('--spec <file>', 'write the match as the body of POST /matches')
    .action(async (base: string, flags) => (await import('./mechanism-steer.js')).steer(base, flags));
}
