/**
 * Compares: boards a second of a forward pass on each runtime, PyTorch among them, by the number of boards.
 *
 * The board path of a network with fresh weights, float32, one thread, on positions of random games. The runtimes take
 * turns, since the machine's speed drifts; told is the median of the rounds. Ours gives the logits of the legal moves,
 * as the match loop asks for them; so does the same in one graph. The others give all 4,288.
 *
 *   npm run bench -- forward [--torch PYTHON] [--preset NAME] [--seconds N] [--rounds N]
 *
 * --seconds is the time of one measurement.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { BOARD_SIZE } from '../src/chess/board/index.js';
import { BoardBatch, openFamily } from '../src/model/boards/index.js';
import { boardForward } from '../src/model/forward/index.js';
import { initialValues, parameterShapes } from '../src/model/forward/parameters.js';
import { Compiled } from '../src/model/graph/index.js';
import { startBackend } from '../src/model/kernels/backend.js';
import { OnnxSession, onnxRuntime, wholeGraph } from '../src/model/onnx/index.js';
import { isEvaluation, type NetworkConfig } from '../src/spec/index.js';
import { randomFromHash, sha256Hex } from '../src/spec/keys/index.js';
import { PRESETS } from '../src/training/base/presets.js';
import { benchArguments, median, printHeader } from './shared/bench.js';
import { madeBoardBatch } from './torch/made-batches.js';
import { findTorch, Twin, writeTwinFolder } from './torch/twin.js';

const flags = benchArguments(
  {
    torch: { type: 'string' },
    preset: { type: 'string', default: 'convolutional' },
    seconds: { type: 'string', default: '0.7' },
    rounds: { type: 'string', default: '5' },
  },
  { seconds: '0', rounds: '1', preset: 'fully-connected' },
);
const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256];
/** Legal moves asked for on each board: about as many as a position has. */
const MOVES = 35;

const config: NetworkConfig | undefined = PRESETS[flags.preset as keyof typeof PRESETS];
if (!config || isEvaluation(config)) throw new Error('--preset: a network with a policy');

// read by TensorFlow before its first kernel; one thread, with the kernels that compute children use
Object.assign(process.env, {
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  TF_ENABLE_ONEDNN_OPTS: '1',
});
const backend = await startBackend();
const values = initialValues(config, 1);
const shapes = parameterShapes(config);
const made = madeBoardBatch(SIZES.at(-1)!, randomFromHash(sha256Hex('bench/forward')));
const weights = new Map(shapes.map(({ name, shape }) => [name, { shape, data: values.get(name)! }]));
const tensors = shapes.map(({ name, shape }) => tf.tensor(values.get(name)!, [...shape]));
const named = (all: readonly tf.Tensor[]) => Object.fromEntries(shapes.map(({ name }, i) => [name, all[i]!]));

/** Runs `passes` forward passes of the first `boards` boards. */
type Runtime = (passes: number, boards: number) => Promise<void>;
const runtimes = new Map<string, Runtime>();

const family = await openFamily(config);
const member = await family.add(weights);
runtimes.set('ours', async (passes, boards) => {
  const batch = firstBoards(boards);
  for (let i = 0; i < passes; i++) await family.evaluateMoves(batch, [{ member, boards }]);
});
const runtime = await onnxRuntime();
if (runtime) {
  const session = await OnnxSession.open(runtime, wholeGraph(config, weights));
  runtimes.set('ONNX Runtime, one graph', async (passes, boards) => {
    const { planes, moves, moveCount } = firstBoards(boards);
    const inputs = {
      planes: { data: planes.subarray(0, boards * BOARD_SIZE), shape: [boards, BOARD_SIZE] },
      moves: { data: moves.subarray(0, moveCount), shape: [moveCount] },
    };
    for (let i = 0; i < passes; i++) await session.run(inputs);
  });
}
const planesOf = (boards: number): tf.Tensor2D =>
  tf.tensor2d(made.planes.subarray(0, boards * BOARD_SIZE), [boards, BOARD_SIZE]);
const compiled = new Compiled((all, [planes]) => {
  const { policy, outcome } = boardForward(config, named(all!), planes as tf.Tensor2D);
  return [policy, outcome];
});
runtimes.set('TensorFlow, a graph', async (passes, boards) => {
  for (let i = 0; i < passes; i++) {
    const planes = planesOf(boards);
    const outputs = compiled.run(
      tensors.map((tensor) => ({ tensor })),
      [{ tensor: planes }],
    );
    await Promise.all(outputs.map((tensor) => tensor.data()));
    tf.dispose([planes, ...outputs]);
  }
});
runtimes.set('TensorFlow, op by op', async (passes, boards) => {
  for (let i = 0; i < passes; i++) {
    const outputs = tf.tidy(() => {
      const { policy, outcome } = boardForward(config, named(tensors), planesOf(boards));
      return [policy, outcome];
    });
    await Promise.all(outputs.map((tensor) => tensor.data()));
    tf.dispose(outputs);
  }
});

const python = findTorch(flags.torch);
const twin = python ? new Twin(python) : undefined;
const versions: Record<string, string> = { TensorFlow: backend.version };
if (twin) {
  const dir = await mkdtemp(join(tmpdir(), 'sentimate-bench-'));
  const settings = { threads: 1, learningRate: 0, clip: 1, weightDecay: 0, chatWeight: 1, unit: 1 };
  await writeTwinFolder(dir, config, values, [{ board: made }], settings);
  versions.PyTorch = await twin.open(dir);
  await rm(dir, { recursive: true });
  runtimes.set('PyTorch', async (passes, boards) => void (await twin.passes(passes, boards)));
} else console.error('bench: no PyTorch here; name a Python that has it with --torch or SENTIMATE_TORCH_PYTHON');

printHeader(['onnxruntime-node', '@tensorflow/tfjs-core'], versions);
const rows = [];
for (const boards of SIZES) rows.push({ boards, ...(await measure(boards)) });
console.table(rows);
await twin?.close();
compiled.close();

/** Boards a second of each runtime. */
async function measure(boards: number): Promise<Record<string, number>> {
  const seconds = Number(flags.seconds);
  const passes = new Map<string, number>();
  for (const [name, run] of runtimes) {
    await run(2, boards); // makes graphs and warms caches
    const once = await timed(() => run(2, boards));
    passes.set(name, Math.max(1, Math.round((2 * seconds) / once)));
  }
  const rates = new Map([...runtimes.keys()].map((name) => [name, [] as number[]]));
  for (let round = 0; round < Number(flags.rounds); round++) {
    for (const [name, run] of runtimes) {
      const count = passes.get(name)!;
      rates.get(name)!.push((boards * count) / (await timed(() => run(count, boards))));
    }
  }
  return Object.fromEntries([...rates].map(([name, list]) => [name, Math.round(median(list))]));
}

async function timed(f: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await f();
  return (performance.now() - started) / 1000;
}

/** The first boards with MOVES made-up moves each. */
function firstBoards(boards: number): BoardBatch {
  const moves = Int32Array.from({ length: boards * MOVES }, (_, i) => Math.floor(i / MOVES) * 4288 + (i % MOVES) * 100);
  const batch = new BoardBatch(made.planes as Float32Array<ArrayBuffer>, moves);
  batch.count = boards;
  batch.moveCount = moves.length;
  return batch;
}
