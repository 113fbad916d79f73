/**
 * Compares: the time and the processor time of a training step with the same step in PyTorch, by network.
 *
 * Times our training step beside the same step of the PyTorch twin in bench/torch: same network, same batches in the
 * same order, float32, two threads. Batches are made before: what is timed is the step alone. The two take turns in one
 * run, since the machine's speed drifts; told are medians, and the median of the rounds' ratios (above 1, ours is
 * faster). Processor time is told as well: on a busy machine it is the steadier measure, but not with threads that wait
 * by spinning, as PyTorch's do unless OMP_WAIT_POLICY=passive.
 *
 *   npm run bench -- train [--torch PYTHON] [--seconds N] [--rounds N] [--only TEXT] [--parts] [--profile]
 *
 * --seconds is the time for one network, --only measures those whose names hold the text, --parts times the parts of a
 * step as well (each task on its own, one after the other) and --profile prints PyTorch's own profile.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initialValues } from '../src/model/forward/parameters.js';
import { startBackend } from '../src/model/kernels/backend.js';
import { isEvaluation, type NetworkConfig } from '../src/spec/index.js';
import { randomFromHash, sha256Hex } from '../src/spec/keys/index.js';
import { PRESETS } from '../src/training/base/presets.js';
import { benchArguments, printHeader } from './shared/bench.js';
import { madeBoardBatch, madeChatBatch, madeEvaluationBatch } from './torch/made-batches.js';
import { BatchTrainer } from './torch/trainer.js';
import { findTorch, type Spent, type StepBatch, type StepsRun, Twin, writeTwinFolder } from './torch/twin.js';

const flags = benchArguments(
  {
    torch: { type: 'string' },
    seconds: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '9' },
    only: { type: 'string', default: '' },
    parts: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
  },
  { seconds: '0', rounds: '1', only: 'fully connected' },
);

/** Batch sizes and settings of `sentimate train`. */
const POSITIONS = 256;
const SEQUENCES = 16;
const THREADS = 2;
const SETTINGS = { threads: THREADS, learningRate: 0.0015, clip: 1, weightDecay: 0.01, chatWeight: 1, unit: 1 };
const BATCHES = 4;
const ROUNDS = Number(flags.rounds);

interface Case {
  readonly name: string;
  readonly config: NetworkConfig;
  readonly board: boolean;
  readonly chat: boolean;
}

const convolutional: NetworkConfig = PRESETS.convolutional;
const boardOnly = (name: string, config: NetworkConfig): Case => ({
  name: `board: ${name}`,
  config,
  board: true,
  chat: false,
});
const chatOnly = (name: string, config: NetworkConfig): Case => ({
  name: `chat: ${name}`,
  config,
  board: false,
  chat: true,
});
const decoder = (width: number, heads: number): NetworkConfig => ({
  ...convolutional,
  chat: { vocabulary: 2048, context: 128, width, layers: 4, heads },
});
const cases: Case[] = [
  boardOnly('fully connected 4 x 808', PRESETS['fully-connected']),
  boardOnly('convolutional 64 x 6', { ...convolutional, chess: { kind: 'convolutional', filters: 64, blocks: 6 } }),
  boardOnly('convolutional 32 x 4', { ...convolutional, chess: { kind: 'convolutional', filters: 32, blocks: 4 } }),
  boardOnly('evaluation, as spears', PRESETS.spears),
  chatOnly('decoder 4 x 128', decoder(128, 4)),
  chatOnly('decoder 4 x 192', decoder(192, 6)),
  chatOnly('recurrent, as the preset', PRESETS.recurrent),
  ...Object.entries(PRESETS).map(([name, config]) => ({ name: `joint: ${name}`, config, board: true, chat: true })),
];

const python = findTorch(flags.torch);
if (!python) {
  console.error('bench: no PyTorch here; name a Python that has it with --torch or SENTIMATE_TORCH_PYTHON');
  process.exit(2);
}
const backend = await startBackend();
const rows: Record<string, string | number>[] = [];
const parts: Record<string, string | number>[] = [];
const theirs = new Twin(python);
let torch = '';
for (const one of cases.filter(({ name }) => name.includes(flags.only))) await measure(one);
await theirs.close();
printHeader([], { [backend.name]: backend.version, PyTorch: torch });
console.log(`${THREADS} threads, float32; ${POSITIONS} positions and ${SEQUENCES} sequences a step`);
console.table(rows);
if (flags.parts) console.table(parts);

async function measure({ name, config, board, chat }: Case): Promise<void> {
  const random = randomFromHash(sha256Hex(`bench/${name}`));
  const positions = (): StepBatch =>
    isEvaluation(config)
      ? { evaluation: madeEvaluationBatch(POSITIONS, random) }
      : { board: madeBoardBatch(POSITIONS, random) };
  const batches = Array.from(
    { length: BATCHES },
    (): StepBatch => ({
      ...(board ? positions() : {}),
      ...(chat ? { chat: madeChatBatch(SEQUENCES, config.chat.context, config.chat.vocabulary, random) } : {}),
    }),
  );
  const values = initialValues(config, 1);
  const dir = await mkdtemp(join(tmpdir(), 'sentimate-bench-'));
  await writeTwinFolder(dir, config, values, batches, SETTINGS);
  const ours = new BatchTrainer(config, values, batches, SETTINGS);
  torch = await theirs.open(dir);
  try {
    await ours.run(BATCHES); // warms up both
    await theirs.run(BATCHES);
    const { seconds } = await ours.run(BATCHES);
    const steps = BATCHES * Math.max(1, Math.round(Number(flags.seconds) / 2 / ROUNDS / seconds));
    const rounds: { ours: StepsRun; theirs: StepsRun }[] = [];
    for (let round = 0; round < ROUNDS; round++)
      rounds.push({ ours: await ours.run(steps), theirs: await theirs.run(steps) });
    const tokens = batches.reduce((sum, batch) => sum + (batch.chat?.tokens.length ?? 0), 0) / BATCHES;
    const ofRounds = (of: (round: (typeof rounds)[number]) => number): number => median(rounds.map(of));
    const [our, their] = [
      ofRounds((round) => round.ours.seconds) / steps,
      ofRounds((round) => round.theirs.seconds) / steps,
    ];
    rows.push({
      network: name,
      ...(board
        ? { 'ours positions/s': Math.round(POSITIONS / our), 'PyTorch positions/s': Math.round(POSITIONS / their) }
        : {}),
      ...(chat ? { 'ours tokens/s': Math.round(tokens / our), 'PyTorch tokens/s': Math.round(tokens / their) } : {}),
      ...comparison(
        { seconds: our, cpu: ofRounds((round) => round.ours.cpu) / steps },
        { seconds: their, cpu: ofRounds((round) => round.theirs.cpu) / steps },
      ),
      'ours / PyTorch': round(
        ofRounds((round) => round.theirs.seconds / round.ours.seconds),
        100,
      ),
      'by CPU': round(
        ofRounds((round) => round.theirs.cpu / round.ours.cpu),
        100,
      ),
    });
    if (flags.parts) {
      const [mine, twin] = [await ours.parts(steps), await theirs.parts(steps)];
      for (const part of Object.keys(twin))
        parts.push({ network: name, part, ...comparison(mine[part]!, twin[part]!) });
    }
    if (flags.profile) console.log(await theirs.profile(BATCHES));
  } finally {
    ours.dispose();
    await rm(dir, { recursive: true });
  }
}

/** Milliseconds a step on both sides, by the clock and of the processors. */
function comparison(our: Spent, their: Spent): Record<string, number> {
  return {
    'ours ms': round(our.seconds * 1000),
    'PyTorch ms': round(their.seconds * 1000),
    'ours / PyTorch': round(their.seconds / our.seconds, 100),
    'ours CPU ms': round(our.cpu * 1000),
    'PyTorch CPU ms': round(their.cpu * 1000),
    'by CPU': round(their.cpu / our.cpu, 100),
  };
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;
}

function round(value: number, unit = 10): number {
  return Math.round(value * unit) / unit;
}
