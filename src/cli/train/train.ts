import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { checkpointDir, datasetDir, homeFrom } from '../../files/index.js';
import type { PresetName } from '../../training/base/index.js';
import { OPENING_WEIGHT_PLIES } from '../../vocabulary/index.js';
import { CliError, INTERRUPT_SIGNALS, modelDir, untilSignal, wholeNumber } from '../shell/index.js';
import { trainingProgress } from './train-progress.js';

interface TrainFlags {
  readonly games: string;
  readonly dialogue: readonly string[];
  readonly name: string;
  readonly preset: PresetName;
  readonly steps?: string;
  readonly minutes?: string;
  readonly seed: number;
  readonly learningRate: string;
  readonly optimizer: 'adam' | 'muon';
  readonly schedule: 'cosine' | 'constant';
  readonly positions: number;
  readonly sequences: number;
  readonly chatWeight: string;
  readonly averaging: string;
  readonly labelSmoothing: string;
  readonly openingWeight: string;
  readonly backward?: boolean;
  readonly from?: string;
  readonly topBlocks?: number;
  readonly poolTokens?: number;
  readonly half?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

/**
 * `sentimate train`: trains a base on imported datasets. If interrupted, it saves its state; the same command resumes.
 */
export function registerTrain(program: Command): void {
  program
    .command('train')
    .description('train a base on games and dialogue; the same command resumes an interrupted run')
    .requiredOption('--games <address>', 'games dataset (from `import games`)')
    .requiredOption(
      '--dialogue <address:share...>',
      'dialogue datasets (from `import dialogue`), and the share of sequences from each',
    )
    .option('--name <name>', 'name on the card', 'base')
    .option('--preset <shape>', 'shape of the network; an unknown name lists all', 'convolutional')
    .option('--from <model>', 'start from this model: its tokenizer and every parameter of equal name and size')
    .option('--steps <n>', 'length of the run in steps')
    .option('--minutes <n>', 'length of the run in minutes of training')
    .option('--seed <n>', 'seed of weights and batches', wholeNumber, 1)
    .option('--learning-rate <x>', 'peak learning rate', '0.0015')
    .addOption(
      new Option('--optimizer <name>', 'optimizer of the hidden matrices').choices(['adam', 'muon']).default('adam'),
    )
    .addOption(
      new Option('--schedule <name>', 'learning rate after the warm-up: cosine decay, or constant (with --averaging)')
        .choices(['cosine', 'constant'])
        .default('cosine'),
    )
    .option('--positions <n>', 'positions per step; 0 disables the board task', wholeNumber, 256)
    .option('--sequences <n>', 'dialogue sequences per step; 0 disables the chat task', wholeNumber, 16)
    .option('--chat-weight <x>', 'weight of the chat loss relative to the board loss', '1')
    .option('--averaging <decay>', 'use an exponential moving average of the weights with this decay per step', '0')
    .option('--label-smoothing <x>', 'label smoothing of the policy target', '0')
    .option('--opening-weight <x>', `weight of positions before ply ${OPENING_WEIGHT_PLIES} in the policy loss`, '1')
    .option('--top-blocks <n>', 'blocks of a pretrained tower that are trained, from the last', wholeNumber)
    .option('--pool-tokens <n>', 'most tokens of sequences from each dialogue dataset', wholeNumber)
    .option('--backward', 'learn conversations in reverse order: a model that ranks replies (chat --backward)')
    .option('--half', 'store the finished weights in half precision')
    .option('--out <dir>', 'copy the finished checkpoint to this folder')
    .option('--json', 'print progress and result as JSON lines')
    .action(train);
}

const positive = (flag: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new CliError('usage', `--${flag} must be a positive number`);
  return value;
};

const between = (flag: string, text: string, low: number, high: number): number => {
  const value = Number(text);
  if (!(value >= low && value <= high))
    throw new CliError('usage', `--${flag} must be a number from ${low} to ${high}`);
  return value;
};

/** `ADDRESS` or `ADDRESS:SHARE`. */
async function parseDialogue(home: string, text: string): Promise<{ address: string; dir: string; share: number }> {
  const [address = '', share] = text.split(':');
  return { address, dir: await findDataset(home, address, 'dialogue'), share: positive('dialogue', share) ?? 1 };
}

const CHECKPOINT_FILES = new Set(['model.safetensors', 'config.json', 'tokenizer.json', 'card.json']);

/** Folder of a dataset of that kind by its address. Throws CliError. */
export async function findDataset(home: string, address: string, kind: string): Promise<string> {
  const dir = datasetDir(home, address);
  try {
    const profile = JSON.parse(await readFile(join(dir, 'dataset.json'), 'utf8')) as { kind: string };
    if (profile.kind === kind) return dir;
  } catch {
    // no such folder: reported below
  }
  throw new CliError('usage', `there is no ${kind} dataset ${address}; import one first`);
}

/** The folder is replaced at the end, so it must be new, empty or a checkpoint folder. Throws CliError. */
async function checkOutputFolder(out: string): Promise<void> {
  const names = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new CliError('usage', `--out ${out} is not a readable folder`);
  });
  const foreign = names.find((name) => !CHECKPOINT_FILES.has(name));
  if (foreign !== undefined)
    throw new CliError(
      'usage',
      `--out ${out} contains ${foreign}, which is not part of a checkpoint; name a new folder`,
    );
}

async function train(flags: TrainFlags): Promise<void> {
  const home = homeFrom(process.env);
  const { PRESETS } = await import('../../training/base/index.js');
  if (!(flags.preset in PRESETS))
    throw new CliError('usage', `--preset must be one of ${Object.keys(PRESETS).join(', ')}`);
  const steps = positive('steps', flags.steps);
  const minutes = positive('minutes', flags.minutes);
  if ((steps === undefined) === (minutes === undefined))
    throw new CliError('usage', 'give either --steps or --minutes');
  if (flags.out !== undefined) await checkOutputFolder(flags.out);
  const gamesDir = await findDataset(home, flags.games, 'games');
  const dialogue = await Promise.all(flags.dialogue.map((one) => parseDialogue(home, one)));
  const from = flags.from === undefined ? undefined : await openStart(flags.from);
  const { makeBase } = await import('../../training/base/index.js');
  if (flags.positions === 0 && flags.sequences === 0)
    throw new CliError('usage', '--positions and --sequences cannot both be 0');
  const { out, json, ...given } = flags;
  // The recorded command has the address: the name may refer to another network later, and a path is private.
  const recorded = from === undefined ? given : { ...given, from: from.address };
  const show = trainingProgress(json === true);
  const options = {
    preset: flags.preset,
    name: flags.name,
    gamesDir,
    dialogue,
    data: [flags.games, ...dialogue.map(({ address }) => address)],
    ...(from === undefined ? {} : { from: from.dir }),
    half: flags.half === true,
    settings: trainingSettings(flags, { steps, minutes }),
    home,
    command: `sentimate train ${Object.entries(recorded)
      .map(([key, value]) => flagText(key, value))
      .join(' ')}`,
  };
  const made = await untilSignal(
    (signal) =>
      makeBase({
        ...options,
        signal,
        onProgress: (row) => show.row(row),
        onFrozen: (share) => show.frozen(share),
      }).finally(() => show.end()),
    { signals: INTERRUPT_SIGNALS },
  );
  if (!made) {
    process.stdout.write('stopped; the same command resumes\n');
    return;
  }
  if (out) {
    await rm(out, { recursive: true, force: true });
    await cp(checkpointDir(home, made.address), out, { recursive: true });
  }
  process.stdout.write(
    json ? `${JSON.stringify({ address: made.address })}\n` : `checkpoint ${made.address}${out ? ` in ${out}` : ''}\n`,
  );
}

/** The settings of the run; exactly one of `steps` and `minutes` is given. Throws CliError. */
function trainingSettings(
  flags: TrainFlags,
  { steps, minutes }: { readonly steps: number | undefined; readonly minutes: number | undefined },
) {
  return {
    seed: flags.seed,
    ...(steps ? { steps } : { minutes: minutes! }),
    positions: flags.positions,
    sequences: flags.sequences,
    optimizer: flags.optimizer,
    ...(flags.schedule === 'constant' ? { schedule: 'constant' as const } : {}),
    averaging: between('averaging', flags.averaging, 0, 0.99999),
    labelSmoothing: between('label-smoothing', flags.labelSmoothing, 0, 0.5),
    openingWeight: between('opening-weight', flags.openingWeight, 0, 1),
    learningRate: positive('learning-rate', flags.learningRate)!,
    weightDecay: 0.01,
    clip: 1,
    chatWeight: positive('chat-weight', flags.chatWeight)!,
    ...(flags.topBlocks === undefined ? {} : { topBlocks: flags.topBlocks }),
    ...(flags.poolTokens === undefined ? {} : { poolTokens: flags.poolTokens }),
    ...(flags.backward ? { backward: true as const } : {}),
  };
}

/** Folder and address of the checkpoint that a run starts from. Throws CheckpointError. */
async function openStart(model: string): Promise<{ dir: string; address: string }> {
  const { readCheckpointAddress } = await import('../../model/checkpoint/index.js');
  const dir = await modelDir(model);
  return { dir, address: await readCheckpointAddress(dir) };
}

const flagText = (key: string, value: unknown): string =>
  [
    `--${key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`,
    ...(value === true ? [] : [value].flat().map(String)),
  ].join(' ');
