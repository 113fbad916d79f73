/**
 * Compares: tokens a second of a pretrained decoder, forward and in generation, with transformers on PyTorch.
 *
 * The shape of SmolLM2-135M with random weights, float32, at 1, 16 and 128 sequences. Forward: whole sequences, with
 * the logits after the last token of each. Generation: tokens drawn from the top 40 after a prompt of that length,
 * which is read before the clock starts. The runtimes take turns, since the machine's speed drifts; told is the median
 * of the rounds. Op by op, 128 sequences would take minutes and are left out.
 *
 *   npm run bench -- decoder [--torch PYTHON] [--threads N] [--length N] [--tokens N] [--rounds N] [--layers N]
 *     [--vocabulary N]
 */
import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { decoderShapes } from '../src/model/decoder/config.js';
import { decoderLogits } from '../src/model/decoder/decoder-forward.js';
import { decoderSteps } from '../src/model/decoder/decoder-steps.js';
import { Compiled } from '../src/model/graph/index.js';
import { startBackend } from '../src/model/kernels/backend.js';
import { topK } from '../src/model/kernels/index.js';
import { SequenceState, sampleToken } from '../src/model/replies/index.js';
import type { SourceConfig } from '../src/model/source/index.js';
import { REPLY_DECODING } from '../src/spec/index.js';
import { randomFromHash, sha256Hex } from '../src/spec/keys/index.js';
import { benchArguments, median, printHeader } from './shared/bench.js';
import { type DecoderTask, findTransformers, PretrainedTwin } from './torch/pretrained.js';

const flags = benchArguments(
  {
    torch: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
    length: { type: 'string', default: '48' },
    tokens: { type: 'string', default: '16' },
    rounds: { type: 'string', default: '3' },
    layers: { type: 'string', default: '30' },
    vocabulary: { type: 'string', default: '49152' },
  },
  { length: '4', tokens: '2', rounds: '1', layers: '1', vocabulary: '512' },
);
const config: SourceConfig = {
  family: 'llama',
  vocabulary: Number(flags.vocabulary),
  context: 2048,
  width: 576,
  layers: Number(flags.layers),
  heads: 9,
  keyValueHeads: 3,
  hidden: 1536,
  epsilon: 1e-5,
  rotaryBase: 100_000,
  tied: true,
};
const SIZES = [1, 16, 128];
const OP_BY_OP = 'ours, op by op';
/** Sequences. */
const MOST_OP_BY_OP = 16;
const [length, tokens] = [Number(flags.length), Number(flags.tokens)];

// read by TensorFlow before its first kernel, with the kernels that compute children use
Object.assign(process.env, {
  TF_NUM_INTRAOP_THREADS: flags.threads,
  TF_NUM_INTEROP_THREADS: '1',
  TF_ENABLE_ONEDNN_OPTS: '1',
});
const backend = await startBackend();
const random = randomFromHash(sha256Hex('bench/decoder'));
const parameters = randomParameters();
const names = decoderShapes(config).map(({ name }) => name);
const graph = new Compiled((weights, [ids, rows]) => [
  decoderLogits(
    config,
    Object.fromEntries(names.map((name, i) => [name, weights![i]!])),
    ids as tf.Tensor1D,
    rows!.shape[0]!,
    rows as tf.Tensor1D,
  ),
]);

/** Seconds of a task, by runtime. */
const runtimes = new Map<string, Record<Exclude<DecoderTask['task'], 'step'>, (task: DecoderTask) => Promise<number>>>([
  ['ours', { forward: (task) => forward(task, true), generate }],
  [OP_BY_OP, { forward: (task) => forward(task, false), generate: withoutGraphs }],
]);
const python = findTransformers(flags.torch);
const twin = python ? new PretrainedTwin(python, config, Number(flags.threads)) : undefined;
const versions: Record<string, string> = { TensorFlow: backend.version };
if (twin) {
  versions.PyTorch = await twin.open();
  const ask = (task: DecoderTask): Promise<number> => twin.seconds(task);
  runtimes.set('transformers', { forward: ask, generate: ask });
} else console.error('bench: no transformers here; name a Python that has it with --torch or SENTIMATE_TORCH_PYTHON');

printHeader(['@tensorflow/tfjs-core'], versions);
console.log(`${config.layers} layers, vocabulary ${config.vocabulary}, ${flags.threads} threads, tokens a second`);
const table = [];
for (const task of ['forward', 'generate'] as const)
  for (const rows of SIZES) table.push({ task, rows, ...(await measure({ task, rows, length, tokens })) });
console.table(table);
await twin?.close();
graph.close();

/** Tokens a second of each runtime. */
async function measure(task: DecoderTask): Promise<Record<string, number>> {
  const seconds = new Map([...runtimes.keys()].map((name) => [name, [] as number[]]));
  for (let round = 0; round <= Number(flags.rounds); round++)
    for (const [name, run] of runtimes) {
      if (name === OP_BY_OP && task.rows > MOST_OP_BY_OP) continue;
      const taken = await run[task.task as 'forward' | 'generate'](task);
      if (round > 0) seconds.get(name)!.push(taken); // the first makes graphs and warms caches
    }
  const done = task.rows * (task.task === 'forward' ? length : tokens);
  return Object.fromEntries(
    [...seconds].flatMap(([name, list]) =>
      list.length > 0 ? [[name, Number((done / median(list)).toPrecision(3))]] : [],
    ),
  );
}

async function forward({ rows }: DecoderTask, asGraph: boolean): Promise<number> {
  const ids = tf.tensor1d(someTokens(rows * length), 'int32');
  const last = tf.tensor1d(
    Array.from({ length: rows }, (_, row) => (row + 1) * length - 1),
    'int32',
  );
  const start = performance.now();
  const logits = asGraph
    ? graph.run(
        names.map((name) => ({ tensor: parameters[name]! })),
        [{ tensor: ids }, { tensor: last }],
      )[0]!
    : tf.tidy(() => decoderLogits(config, parameters, ids, rows, last));
  await logits.data();
  const seconds = (performance.now() - start) / 1000;
  tf.dispose([ids, last, logits]);
  return seconds;
}

async function generate({ rows }: DecoderTask): Promise<number> {
  const state = new SequenceState(decoderSteps(config), parameters);
  let logits = state.read(Array.from({ length: rows }, () => [...someTokens(length)]));
  await logits.data();
  const start = performance.now();
  for (let i = 0; i < tokens; i++) {
    const { k, ids, values } = await topK(logits, REPLY_DECODING.topK);
    const drawn = Array.from({ length: rows }, (_, row) => {
      const top = { ids: ids.subarray(row * k, (row + 1) * k), logits: values.subarray(row * k, (row + 1) * k) };
      return sampleToken(top, [], 0, REPLY_DECODING, random.next());
    });
    logits.dispose();
    logits = state.next(drawn);
  }
  await logits.data();
  const seconds = (performance.now() - start) / 1000;
  logits.dispose();
  state.dispose();
  return seconds;
}

/** The switch is read at each run. */
async function withoutGraphs(task: DecoderTask): Promise<number> {
  process.env.SENTIMATE_GRAPHS = 'off';
  try {
    return await generate(task);
  } finally {
    delete process.env.SENTIMATE_GRAPHS;
  }
}

function someTokens(count: number): Int32Array {
  return Int32Array.from({ length: count }, () => random.below(config.vocabulary));
}

/** Small random weights and gains of 1; a long list of numbers is repeated, since drawing each takes minutes. */
function randomParameters(): Record<string, tf.Tensor> {
  const drawn = Float32Array.from({ length: 65_537 }, () => 0.1 * (random.next() - 0.5));
  return Object.fromEntries(
    decoderShapes(config).map(({ name, shape }) => {
      const values = new Float32Array(shape.reduce((all, size) => all * size, 1));
      if (name.endsWith('gain')) values.fill(1);
      else
        for (let at = 0; at < values.length; at += drawn.length)
          values.set(drawn.subarray(0, Math.min(drawn.length, values.length - at)), at);
      return [name, tf.tensor(values, [...shape])];
    }),
  );
}
