/**
 * One fine-tune: base x arm x seed -> child checkpoint. The loss is the chat's alone. The recipe decides every bit:
 * examples, their order and the weights follow from it, and a run that was killed goes on from its last saved step.
 */
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { basename, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { DialogueExample } from '../dialogue/conversation.js';
import { packExample, type ChatSequence } from '../dialogue/pack.js';
import { measurePeak, startBackend } from '../model/backend.js';
import type { Card } from '../model/card.js';
import { loadNetwork, saveCheckpoint } from '../model/checkpoint.js';
import { networkFrom, type Network } from '../model/network.js';
import { parameterCount, parameterShapes, type Parameters } from '../model/parameters.js';
import { fineTuneKey, randomFromHash, sha256Hex, shuffle, tokenFlop, type FineTuneChecks, type FineTuneMetric, type FineTuneRecipe } from '../spec/index.js';
import type { Address } from '../vocabulary/index.js';
import { chatBatch } from './batches.js';
import { checkChild, repliesToPrompts, type BaseReference } from './checks.js';
import { loadExamples, neutralSequences, selectSequences } from './examples.js';
import { FineTuneError } from './fine-tune-error.js';
import { FlatAdam } from './flat-adam.js';
import { chatLoss, chatUses, gradientsOf } from './losses.js';
import { isTrained } from './methods.js';
import { probePositions } from './probes.js';
import { clearRunState, loadRunState, saveRunState } from './run-state.js';
import { learningRateAt } from './schedule.js';

export interface FineTuneOptions {
  readonly recipe: FineTuneRecipe;
  readonly baseDir: string;
  readonly datasetDir: string;
  readonly runDir: string;
  readonly checkpointsDir: string;
  readonly signal: AbortSignal;
  readonly onMetric: (metric: FineTuneMetric, totalSteps: number) => void;
}

const REPORT_EVERY = 10;
const SAVE_EVERY = 25;
const WARM_UP = 0.1;
const CLIP = 1;

/** Trains and checks a child. Throws FineTuneError, CheckpointError or DialogueError; after an abort the run can be resumed. */
export async function fineTune(options: FineTuneOptions): Promise<{ address: Address; checks: FineTuneChecks }> {
  const { recipe, baseDir, datasetDir } = options;
  const tensorsBefore = tf.memory().numTensors;
  const base = await loadNetwork(baseDir);
  try {
    const examples = await loadExamples(datasetDir);
    const pack = (example: DialogueExample): ChatSequence | undefined =>
      packExample(example, base.tokenizer, Math.min(recipe.settings.maxTokens, base.config.chat.context));
    const sequences = selectSequences(examples, recipe, base.tokenizer, pack);
    const { child, seconds, targets } = await train(options, base, sequences);
    try {
      const reference = await referenceOf(baseDir, base);
      const checks = await checkChild(base, child, reference, neutralSequences(examples, pack));
      const card = await cardOf(options, child, { seconds, targets, checks });
      const address = await saveCheckpoint(options.checkpointsDir, child, await readFile(join(baseDir, 'tokenizer.json'), 'utf8'), card);
      await clearRunState(options.runDir);
      return { address, checks };
    } finally {
      child.dispose();
    }
  } finally {
    base.dispose();
    if (tf.memory().numTensors > tensorsBefore) process.emitWarning(`fine-tune left ${tf.memory().numTensors - tensorsBefore} tensors`);
  }
}

/** The base's own replies and probe positions, kept for the process's next fine-tune of the same base. */
let reference: { dir: string; value: BaseReference } | undefined;

async function referenceOf(baseDir: string, base: Network): Promise<BaseReference> {
  if (reference?.dir !== baseDir) {
    reference = { dir: baseDir, value: { replies: await repliesToPrompts(base), probes: await probePositions(base) } };
  }
  return reference.value;
}

async function train(options: FineTuneOptions, base: Network, sequences: readonly ChatSequence[]) {
  const { recipe, runDir, signal, onMetric } = options;
  const { settings, treatment } = recipe;
  const total = treatment.dose.steps;
  const shapes = parameterShapes(base.config).filter(({ name }) => isTrained(treatment.method, name));
  const frozen: Parameters = Object.fromEntries(Object.entries(base.parameters).filter(([name]) => !isTrained(treatment.method, name)));
  const length = shapes.reduce((sum, { name }) => sum + base.parameters[name]!.size, 0);
  const saved = await loadRunState<{ targets: number }>(runDir, recipe, length);
  const adam = new FlatAdam(shapes, saved?.adam ?? base.parameters, { clip: CLIP, weightDecay: 0 });
  const started = performance.now();
  const seconds = (): number => (saved?.seconds ?? 0) + (performance.now() - started) / 1000;
  let targets = saved?.extra.targets ?? 0;
  let sums = { loss: 0, norm: 0, tokens: 0, count: 0, since: performance.now() };
  try {
    while (adam.step < total) {
      await setImmediate(); // a cancellation gets its turn
      if (signal.aborted) throw new FineTuneError('cancelled', `stopped at step ${adam.step} of ${total}`);
      const learningRate = learningRateAt((adam.step + 1) / total, settings.learningRate, WARM_UP);
      const batch = chatBatch(batchAt(recipe, sequences, adam.step));
      const weights = adam.tensors();
      const { readings, gradients } = await gradientsOf(shapes, weights, frozen, chatUses, (p) => {
        const loss = chatLoss(base.config, p, batch);
        return { total: loss, read: [loss] };
      });
      const norm = await adam.update(gradients, learningRate);
      tf.dispose([weights, gradients]);
      const loss = readings[0]!;
      if (!Number.isFinite(loss) || !Number.isFinite(norm)) throw new FineTuneError('diverged', `loss is not finite at step ${adam.step}`);
      targets += batch.labels.length;
      sums = { ...sums, loss: sums.loss + loss, norm: sums.norm + norm, tokens: sums.tokens + batch.labels.length, count: sums.count + 1 };
      if (adam.step % REPORT_EVERY === 0 || adam.step === total) {
        const elapsed = (performance.now() - sums.since) / 1000;
        onMetric(
          { step: adam.step, loss: sums.loss / sums.count, learningRate, gradientNorm: sums.norm / sums.count, tokensPerSecond: sums.tokens / elapsed },
          total,
        );
        sums = { loss: 0, norm: 0, tokens: 0, count: 0, since: performance.now() };
      }
      if (adam.step % SAVE_EVERY === 0 && adam.step < total) {
        await saveRunState(runDir, recipe, { adam: await adam.state(), random: [], seconds: seconds(), extra: { targets } });
      }
    }
    const trained = adam.tensors();
    const values = new Map<string, Float32Array>();
    for (const [name, tensor] of Object.entries(base.parameters)) values.set(name, (await tensor.data()) as Float32Array);
    for (const [i, { name }] of shapes.entries()) values.set(name, (await trained[i]!.data()) as Float32Array);
    tf.dispose(trained);
    return { child: networkFrom(base.config, base.tokenizer, values), seconds: seconds(), targets };
  } finally {
    adam.dispose();
  }
}

/** The sequences of a step: epochs one after the other, each in its own order drawn from the seed alone, so that any step can be made again. */
function batchAt(recipe: FineTuneRecipe, sequences: readonly ChatSequence[], step: number): ChatSequence[] {
  const { batch } = recipe.settings;
  return Array.from({ length: batch }, (_, i) => {
    const at = step * batch + i;
    return sequences[epochOrder(recipe.seed, sequences.length, Math.floor(at / sequences.length))[at % sequences.length]!]!;
  });
}

/** The order is shared by all arms of a replicate: it hangs on the seed and the number of examples only. */
let lastOrder: { name: string; order: number[] } | undefined;

function epochOrder(seed: number, count: number, epoch: number): number[] {
  const name = `order/${seed}/${count}/${epoch}`;
  if (lastOrder?.name !== name) lastOrder = { name, order: shuffle(Array.from({ length: count }, (_, i) => i), randomFromHash(sha256Hex(name))) };
  return lastOrder.order;
}

async function cardOf(
  { recipe, baseDir }: FineTuneOptions,
  child: Network,
  run: { seconds: number; targets: number; checks: FineTuneChecks },
): Promise<Card> {
  const backend = await startBackend();
  const tokens = recipe.treatment.dose.steps * recipe.settings.batch * recipe.settings.maxTokens;
  return {
    kind: 'child',
    name: `${recipe.treatment.tone} child, seed ${recipe.seed}`,
    parent: recipe.base,
    data: [recipe.dataset],
    arm: recipe.treatment,
    seed: recipe.seed,
    steps: recipe.treatment.dose.steps,
    parameters: parameterCount(child.config),
    // Counted for full-length sequences: an upper bound, since shorter batches are cut to their longest.
    flop: { counted: 3 * tokens * tokenFlop(child.config, recipe.settings.maxTokens), byTime: run.seconds * measurePeak() * 0.33 },
    seconds: run.seconds,
    metrics: { fineTuneKey: fineTuneKey(recipe), base: basename(baseDir), targetTokens: run.targets, checks: run.checks },
    software: { tensorflow: backend.version, node: process.versions.node },
    machine: { backend: backend.name, device: backend.device, cpu: cpus()[0]?.model ?? 'unknown', threads: cpus().length },
    createdAt: new Date().toISOString(),
  };
}
