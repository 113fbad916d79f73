/**
 * Trains a base on both tasks at once. A step draws one batch of positions and one of dialogue, takes each task's
 * gradient on its own (so their angle in the trunk can be logged), adds them and moves all weights once.
 */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { ChatSequence } from '../dialogue/pack.js';
import type { Tokenizer } from '../dialogue/tokenizer.js';
import { createNetwork, networkFrom, type Network } from '../model/network.js';
import { parameterShapes, sizeOf } from '../model/parameters.js';
import { randomFromHash, randomFromState, sha256Hex, type NetworkConfig } from '../spec/index.js';
import { chatBatch, drawSequences, type PositionFile } from './batches.js';
import { FlatAdam } from './flat-adam.js';
import { boardLosses, boardUses, chatLoss, chatUses, gradientsOf } from './losses.js';
import { loadRunState, saveRunState } from './run-state.js';
import { learningRateAt } from './schedule.js';
import { validateBoard, validateChat, type BoardValidation } from './validation.js';

export interface BaseSettings {
  readonly seed: number;
  /** The run's length: steps, or minutes of training time (then the learning rate follows the clock). */
  readonly steps?: number;
  readonly minutes?: number;
  readonly positions: number;
  readonly sequences: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly clip: number;
  /** Weight of the chat loss beside the board's, both normalised. */
  readonly chatWeight: number;
}

export interface BaseData {
  readonly positions: PositionFile;
  readonly heldOutPositions: PositionFile;
  readonly sequences: readonly ChatSequence[];
  readonly heldOutSequences: readonly ChatSequence[];
}

export interface BaseProgress {
  readonly step: number;
  /** 0 to 1. */
  readonly progress: number;
  readonly seconds: number;
  /** Means since the row before, nats. */
  readonly policyLoss: number;
  readonly outcomeLoss: number;
  readonly chatLoss: number;
  readonly gradientNorm: number;
  /** Cosine of the two tasks' gradients over all trunk weights. */
  readonly trunkCosine: number;
  readonly learningRate: number;
  readonly validation?: BaseValidation;
}

export interface BaseValidation extends BoardValidation {
  readonly chatLoss: number;
}

export interface TrainBaseOptions {
  readonly config: NetworkConfig;
  readonly settings: BaseSettings;
  readonly tokenizer: Tokenizer;
  readonly data: BaseData;
  /** What the data is, for resuming only the same run. */
  readonly dataAddresses: readonly string[];
  readonly runDir: string;
  readonly signal: AbortSignal;
  readonly onProgress: (row: BaseProgress) => void;
  readonly now?: () => number;
}

const REPORT_EVERY = 50;
const VALIDATE_EVERY = 1000;

/** Trains to the end, or until `signal` aborts (then the state is saved and undefined is returned). */
export async function trainBase(options: TrainBaseOptions): Promise<{ network: Network; last: BaseProgress } | undefined> {
  const { config, settings, data, runDir, signal, onProgress } = options;
  const now = options.now ?? (() => performance.now());
  if ((settings.steps === undefined) === (settings.minutes === undefined)) throw new RangeError('give either steps or minutes');
  const shapes = parameterShapes(config);
  const length = shapes.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const identity = { config, settings, data: options.dataAddresses };
  const saved = await loadRunState<{ last?: BaseProgress }>(runDir, identity, length);
  const random = saved ? randomFromState(saved.random) : randomFromHash(sha256Hex(`base/${settings.seed}`));
  const adam = startAdam(config, options.tokenizer, settings, saved?.adam);
  const secondsBefore = saved?.seconds ?? 0;
  const started = now();
  const seconds = (): number => secondsBefore + (now() - started) / 1000;
  const progressAt = (): number => (settings.steps ? adam.step / settings.steps : seconds() / (settings.minutes! * 60));
  let last = saved?.extra.last;
  const save = (): Promise<void> => adam.state().then((state) => saveRunState(runDir, identity, { adam: state, random: random.state(), seconds: seconds(), extra: { last } }));

  let sums = { policy: 0, outcome: 0, chat: 0, norm: 0, count: 0 };
  try {
    while (progressAt() < 1) {
      await setImmediate(); // a signal gets its turn: the native library never waits
      if (signal.aborted) {
        await save();
        return undefined;
      }
      const learningRate = learningRateAt(progressAt(), settings.learningRate);
      const board = data.positions.draw(settings.positions, random);
      const chat = chatBatch(drawSequences(data.sequences, settings.sequences, random));
      const weights = adam.tensors();
      const boardSide = await gradientsOf(shapes, weights, {}, boardUses, (p) => {
        const { policy, outcome, total } = boardLosses(config, p, board);
        return { total, read: [policy, outcome] };
      });
      const chatSide = await gradientsOf(shapes, weights, {}, chatUses, (p) => {
        const loss = chatLoss(config, p, chat);
        return { total: tf.mul(loss, settings.chatWeight / Math.log(config.chat.vocabulary)) as tf.Scalar, read: [loss] };
      });
      const report = (adam.step + 1) % REPORT_EVERY === 0;
      const cosine = report ? await trunkCosine(shapes.map(({ name }) => name), boardSide.gradients, chatSide.gradients) : 0;
      const gradients = tf.tidy(() => boardSide.gradients.map((g, i) => tf.add(g, chatSide.gradients[i]!)));
      const norm = await adam.update(gradients, learningRate);
      tf.dispose([gradients, boardSide.gradients, chatSide.gradients, weights]);
      sums.policy += boardSide.readings[0]!;
      sums.outcome += boardSide.readings[1]!;
      sums.chat += chatSide.readings[0]!;
      sums.norm += norm;
      sums.count++;
      if (!Number.isFinite(sums.policy + sums.chat + sums.norm)) throw new Error(`training diverged at step ${adam.step}: a loss is not finite`);
      if (report) {
        const validate = adam.step % VALIDATE_EVERY === 0;
        const n = sums.count;
        last = {
          step: adam.step,
          progress: Math.min(1, progressAt()),
          seconds: seconds(),
          policyLoss: sums.policy / n,
          outcomeLoss: sums.outcome / n,
          chatLoss: sums.chat / n,
          gradientNorm: sums.norm / n,
          trunkCosine: cosine,
          learningRate,
          ...(validate ? { validation: await validationOf(config, adam, data) } : {}),
        };
        sums = { policy: 0, outcome: 0, chat: 0, norm: 0, count: 0 };
        onProgress(last);
        if (validate) await save();
      }
    }
    const validation = await validationOf(config, adam, data);
    const final: BaseProgress = { ...(last ?? emptyProgress), step: adam.step, progress: 1, seconds: seconds(), validation };
    await save();
    onProgress(final);
    return { network: await networkOf(config, options.tokenizer, adam), last: final };
  } finally {
    adam.dispose();
  }
}

const emptyProgress = { policyLoss: 0, outcomeLoss: 0, chatLoss: 0, gradientNorm: 0, trunkCosine: 0, learningRate: 0 };

function startAdam(config: NetworkConfig, tokenizer: Tokenizer, settings: BaseSettings, saved: ConstructorParameters<typeof FlatAdam>[1] | undefined): FlatAdam {
  const shapes = parameterShapes(config);
  const options = { clip: settings.clip, weightDecay: settings.weightDecay };
  if (saved) return new FlatAdam(shapes, saved, options);
  const fresh = createNetwork(config, tokenizer, settings.seed);
  const adam = new FlatAdam(shapes, fresh.parameters, options);
  fresh.dispose();
  return adam;
}

async function networkOf(config: NetworkConfig, tokenizer: Tokenizer, adam: FlatAdam): Promise<Network> {
  const { values } = await adam.state();
  const named = new Map<string, Float32Array>();
  let at = 0;
  for (const { name, shape } of parameterShapes(config)) {
    named.set(name, values.slice(at, at + sizeOf(shape)));
    at += sizeOf(shape);
  }
  return networkFrom(config, tokenizer, named);
}

async function trunkCosine(names: readonly string[], a: readonly tf.Tensor[], b: readonly tf.Tensor[]): Promise<number> {
  const cosine = tf.tidy(() => {
    const flat = (gradients: readonly tf.Tensor[]): tf.Tensor =>
      tf.concat(gradients.filter((_, i) => names[i]!.startsWith('trunk.')).map((g) => tf.reshape(g, [-1])));
    const x = flat(a);
    const y = flat(b);
    const lengths = tf.mul(tf.norm(x), tf.norm(y));
    return tf.div(tf.sum(tf.mul(x, y)), tf.add(lengths, 1e-20));
  });
  const [value] = await cosine.data();
  cosine.dispose();
  return value!;
}

const VALIDATION_POSITIONS = 2048;
const VALIDATION_SEQUENCES = 128;

async function validationOf(config: NetworkConfig, adam: FlatAdam, data: BaseData): Promise<BaseValidation> {
  const tensors = adam.tensors();
  const p = Object.fromEntries(adam.shapes.map(({ name }, i) => [name, tensors[i]!]));
  const board = await validateBoard(config, p, data.heldOutPositions, VALIDATION_POSITIONS);
  const chat = await validateChat(config, p, data.heldOutSequences.slice(0, VALIDATION_SEQUENCES));
  tf.dispose(tensors);
  return { ...board, chatLoss: chat };
}
