/**
 * Compares: a fine-tune step of a pretrained tower with that of transformers on PyTorch.
 *
 * The shape of SmolLM2-135M with a cut vocabulary and random weights, float32. The last blocks are trained, from states that
 * were computed before; a third of the tokens are targets; the optimiser is Adam. Ours goes through the trunk and trains
 * it too, PyTorch's model has none. The runtimes take turns; told is the median of the rounds.
 *
 *   npm run bench -- decoder-step [--torch PYTHON] [--threads N] [--rows N] [--length N] [--rounds N] [--layers N]
 *     [--vocabulary N]
 */
import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { elementCount, parameterShapes } from '../src/model/forward/index.js';
import { startBackend } from '../src/model/kernels/backend.js';
import type { NetworkConfig } from '../src/spec/index.js';
import { trainedParameters } from '../src/training/fine-tune/methods.js';
import { chatTask, frozenLayers, StepGradients } from '../src/training/losses/index.js';
import { FlatAdam, FlatLayout } from '../src/training/optimiser/index.js';
import { benchArguments, median, printHeader } from './shared/bench.js';
import { findTransformers, PretrainedTwin } from './torch/pretrained.js';

const flags = benchArguments(
  {
    torch: { type: 'string' },
    threads: { type: 'string', default: String(availableParallelism()) },
    rows: { type: 'string', default: '8' },
    length: { type: 'string', default: '48' },
    rounds: { type: 'string', default: '7' },
    layers: { type: 'string', default: '30' },
    vocabulary: { type: 'string', default: '12288' },
  },
  { rows: '2', length: '6', rounds: '1', layers: '5', vocabulary: '512' },
);
const [rows, length, layers] = [Number(flags.rows), Number(flags.length), Number(flags.layers)];
const shape = {
  family: 'llama' as const,
  vocabulary: Number(flags.vocabulary),
  context: 2048,
  width: 576,
  layers,
  heads: 9,
  keyValueHeads: 3,
  hidden: 1536,
  epsilon: 1e-5,
  rotaryBase: 100_000,
  tied: true,
};
const config: NetworkConfig = {
  format: 1,
  chat: { kind: 'pretrained', ...shape, directions: 96 },
  trunk: { width: 128, layers: 2, hidden: 256 },
  chess: { kind: 'convolutional', filters: 64, blocks: 6 },
  heads: { queryKey: 32, value: 64 },
};
const TOPS = [2, 4].filter((top) => top < layers);

Object.assign(process.env, {
  TF_NUM_INTRAOP_THREADS: flags.threads,
  TF_NUM_INTEROP_THREADS: '1',
  TF_ENABLE_ONEDNN_OPTS: '1',
});
const backend = await startBackend();
const python = findTransformers(flags.torch);
const twin = python ? new PretrainedTwin(python, shape, Number(flags.threads)) : undefined;
const versions: Record<string, string> = { TensorFlow: backend.version };
if (twin) versions.PyTorch = await twin.open();
else console.error('bench: no transformers here; name a Python that has it with --torch or SENTIMATE_TORCH_PYTHON');
printHeader(['@tensorflow/tfjs-core'], versions);
console.log(
  `${layers} layers, vocabulary ${shape.vocabulary}, ${flags.threads} threads, ${rows} sequences of ${length}`,
);

const targets = Math.floor(length / 3);
const table = [];
for (const top of TOPS) table.push({ 'blocks trained': top, ...(await measure(top)) });
console.table(table);
await twin?.close();

/** Milliseconds of a step of each runtime. */
async function measure(top: number): Promise<Record<string, number>> {
  const step = openStep(top);
  const [ours, theirs]: number[][] = [[], []];
  for (let round = 0; round <= Number(flags.rounds); round++) {
    const taken = await step.run();
    const other = await twin?.seconds({ task: 'step', rows, length, tokens: targets, top });
    if (round === 0) continue; // makes graphs and warms caches
    ours!.push(1000 * taken);
    if (other !== undefined) theirs!.push(1000 * other);
  }
  step.close();
  const own = Math.round(median(ours!));
  if (theirs!.length === 0) return { 'ours ms': own };
  const other = Math.round(median(theirs!));
  return { 'ours ms': own, 'PyTorch ms': other, 'PyTorch / ours': Number((other / own).toFixed(2)) };
}

function openStep(top: number) {
  const blocks = Array.from({ length: top }, (_, i) => `chat.block${layers - top + i}`);
  const around = ['chat.norm', 'chat.project', 'trunk.block0', 'trunk.block1', 'chat.head'];
  const shapes = trainedParameters({ method: 'subset', blocks: [...blocks, ...around] }, config);
  const names = new Set(shapes.map(({ name }) => name));
  const tensors = Object.fromEntries(
    parameterShapes(config).flatMap(({ name, shape: size }) => {
      const block = /^chat\.block(\d+)\./.exec(name)?.[1];
      // blocks below are not part of a step
      if (name.startsWith('chess.') || (block !== undefined && Number(block) < layers - top)) return [];
      return [[name, tf.randomNormal([...size], name.endsWith('gain') ? 1 : 0, 0.02)] as const];
    }),
  );
  const frozen = Object.keys(tensors).filter((name) => !names.has(name));
  const adam = new FlatAdam(shapes, tensors, { weightDecay: 0 });
  const task = chatTask(config, 1, frozenLayers(config, shapes));
  const gradients = new StepGradients({ layout: new FlatLayout(shapes, false), frozen, tasks: [task], clip: 1 });
  const states = tf.randomNormal([rows, length, shape.width]);
  const at = Array.from({ length: rows * targets }, (_, i) => Math.floor(i / targets) * length + (i % targets));
  const inputs = [
    { tensor: states },
    { tensor: tf.tensor1d(at, 'int32'), rows: true },
    {
      tensor: tf.tensor1d(
        at.map((place) => place % shape.vocabulary),
        'int32',
      ),
      rows: true,
    },
    { tensor: tf.ones([at.length]), rows: true },
  ];
  console.log(`${shapes.reduce((sum, one) => sum + elementCount(one.shape), 0)} parameters trained with ${top} blocks`);
  return {
    run: async (): Promise<number> => {
      const start = performance.now();
      const weights = adam.vectors();
      const { vectors } = await gradients.compute(weights, tensors, [inputs]);
      adam.update(vectors, 1e-4);
      tf.dispose([weights, vectors]);
      return (performance.now() - start) / 1000;
    },
    close: () => {
      gradients.close();
      adam.dispose();
      tf.dispose([Object.values(tensors), inputs.map(({ tensor }) => tensor)]);
    },
  };
}
