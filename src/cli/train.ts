import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { checkpointDir, datasetDir, homeFrom } from '../files/home.js';
import { wholeNumber } from './whole-number.js';
import type { PresetName } from '../training/presets.js';
import type { BaseProgress } from '../training/train-base.js';

interface TrainFlags {
  readonly games: string;
  readonly dialogue: string;
  readonly name: string;
  readonly preset: PresetName;
  readonly steps?: string;
  readonly minutes?: string;
  readonly seed: number;
  readonly learningRate: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** `sentimate train`: a base from imported datasets. Interrupted, it saves its state; the same command goes on. */
export function registerTrain(program: Command): void {
  program
    .command('train')
    .description('train a base on games and dialogue; the same command resumes an interrupted run')
    .requiredOption('--games <address>', 'games dataset (from `import games`)')
    .requiredOption('--dialogue <address>', 'dialogue dataset (from `import dialogue`)')
    .option('--name <name>', 'name on the card', 'base')
    .option('--preset <shape>', 'convolutional or fully-connected', 'convolutional')
    .option('--steps <n>', 'length of the run in steps')
    .option('--minutes <n>', 'length of the run in minutes of training')
    .option('--seed <n>', 'seed of weights and batches', wholeNumber, 1)
    .option('--learning-rate <x>', 'peak learning rate', '0.0015')
    .option('--out <dir>', 'copy the finished checkpoint to this folder')
    .option('--json', 'print progress and result as JSON lines')
    .action(train);
}

const positive = (flag: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new UsageError(`--${flag} must be a positive number`);
  return value;
};

const CHECKPOINT_FILES = new Set(['model.safetensors', 'config.json', 'tokenizer.json', 'card.json']);

/** Shown as one line; the command exits with 2. */
class UsageError extends Error {
  readonly code = 'usage';
}

async function profileOf(home: string, address: string, kind: string): Promise<string> {
  const dir = datasetDir(home, address);
  try {
    const profile = JSON.parse(await readFile(join(dir, 'dataset.json'), 'utf8')) as { kind: string };
    if (profile.kind === kind) return dir;
  } catch {
    // no such folder: the message below says all there is to say
  }
  throw new UsageError(`there is no ${kind} dataset ${address}; import one first`);
}

/** The folder is replaced in the end, so it must be new, empty or a checkpoint's. */
async function checkOut(out: string): Promise<void> {
  const names = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new UsageError(`--out ${out} is no folder that could be read`);
  });
  const foreign = names.find((name) => !CHECKPOINT_FILES.has(name));
  if (foreign !== undefined) throw new UsageError(`--out ${out} holds ${foreign}, which is no part of a checkpoint; name a new folder`);
}

async function train(flags: TrainFlags): Promise<void> {
  const home = homeFrom(process.env);
  const { PRESETS } = await import('../training/presets.js');
  if (!(flags.preset in PRESETS)) throw new UsageError(`--preset must be one of ${Object.keys(PRESETS).join(', ')}`);
  const steps = positive('steps', flags.steps);
  const minutes = positive('minutes', flags.minutes);
  if ((steps === undefined) === (minutes === undefined)) throw new UsageError('give either --steps or --minutes');
  if (flags.out !== undefined) await checkOut(flags.out);
  const gamesDir = await profileOf(home, flags.games, 'games');
  const dialogueDir = await profileOf(home, flags.dialogue, 'dialogue');
  const { makeBase } = await import('../training/make-base.js');
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const { out, json, ...said } = flags;
  const made = await makeBase({
    preset: flags.preset,
    name: flags.name,
    gamesDir,
    dialogueDir,
    data: [flags.games, flags.dialogue],
    settings: {
      seed: flags.seed,
      ...(steps ? { steps } : { minutes: minutes! }),
      positions: 256,
      sequences: 16,
      learningRate: positive('learning-rate', flags.learningRate)!,
      weightDecay: 0.01,
      clip: 1,
      chatWeight: 1,
    },
    home,
    command: `sentimate train ${Object.entries(said).map(([key, value]) => `--${key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)} ${value}`).join(' ')}`,
    signal: stop.signal,
    onProgress: (row) => process.stdout.write(json ? `${JSON.stringify(row)}\n` : `${progressLine(row)}\n`),
  });
  if (!made) {
    process.stdout.write('stopped; the same command goes on from here\n');
    return;
  }
  if (out) {
    await rm(out, { recursive: true, force: true });
    await cp(checkpointDir(home, made.address), out, { recursive: true });
  }
  process.stdout.write(json ? `${JSON.stringify({ address: made.address })}\n` : `checkpoint ${made.address}${out ? ` in ${out}` : ''}\n`);
}

function progressLine(row: BaseProgress): string {
  const left = row.progress > 0 ? (row.seconds * (1 - row.progress)) / row.progress / 60 : 0;
  const held = row.validation
    ? `  held out: policy ${row.validation.policyLoss.toFixed(3)}, moves matched ${(100 * row.validation.moveMatch).toFixed(1)} %, chat ${row.validation.chatLoss.toFixed(3)}`
    : '';
  return (
    `step ${row.step}  ${(100 * row.progress).toFixed(1)} %, ${left.toFixed(1)} min left  policy ${row.policyLoss.toFixed(3)}  outcome ${row.outcomeLoss.toFixed(3)}` +
    `  chat ${row.chatLoss.toFixed(3)}  norm ${row.gradientNorm.toFixed(2)}  cos ${row.trunkCosine.toFixed(3)}  lr ${row.learningRate.toExponential(1)}${held}`
  );
}
