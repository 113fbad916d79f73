/**
 * Trains a base on both tasks at once. A step draws one batch of positions and one of dialogue, takes each task's
 * gradient on its own (so their angle in the trunk can be logged), adds them and moves all weights once.
 */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { Tokenizer } from '../../dialogue/tokens/index.js';
import { type Network, networkFromValues } from '../../model/checkpoint/index.js';
import { elementCount, initialValues, parameterShapes } from '../../model/forward/index.js';
import { isEvaluation, type NetworkConfig, randomFromHash, randomFromState, sha256Hex } from '../../spec/index.js';
import {
  chatBatch,
  chatGradients,
  sampleSequences,
  type TaskGradients,
  validateBoard,
  validateChat,
  validateEvaluations,
  zeroGradients,
} from '../losses/index.js';
import { type AdamState, FlatAdam, learningRateAt, loadRunState, saveRunState } from '../optimiser/index.js';
import type { BaseData, BaseProgress, TrainBaseOptions } from './base-settings.js';
import { ChatThread } from './chat-thread.js';
import { sampleBoardBatch } from './draw-board.js';
import { trunkCosine } from './trunk-cosine.js';

/** Shares of the run, and of the highest learning rate. */
const [WARM_UP, FLOOR] = [0.03, 0.05];
const REPORT_EVERY = 50;
const VALIDATE_EVERY = 1000;

/** Trains to the end, or until `signal` aborts (then the state is saved and undefined is returned). */
export async function trainBase(
  options: TrainBaseOptions,
): Promise<{ network: Network; last: BaseProgress } | undefined> {
  const { config, settings, data, runDir, signal, onProgress } = options;
  const now = options.now ?? (() => performance.now());
  if ((settings.steps === undefined) === (settings.minutes === undefined))
    throw new RangeError('give either steps or minutes');
  const shapes = parameterShapes(config);
  const length = shapes.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const identity = { config, settings, data: options.dataAddresses };
  const saved = await loadRunState<{ last?: BaseProgress }>(runDir, identity, length);
  const random = saved ? randomFromState(saved.random) : randomFromHash(sha256Hex(`base/${settings.seed}`));
  const adam = startAdam(options, saved?.adam);
  const secondsBefore = saved?.seconds ?? 0;
  const started = now();
  const seconds = (): number => secondsBefore + (now() - started) / 1000;
  const progressAt = (): number => (settings.steps ? adam.step / settings.steps : seconds() / (settings.minutes! * 60));
  let last = saved?.extra.last;
  const save = (): Promise<void> =>
    adam
      .state()
      .then((state) =>
        saveRunState(runDir, identity, { adam: state, random: random.state(), seconds: seconds(), extra: { last } }),
      );

  let thread: ChatThread | undefined;
  /** Gradients of a step on fresh batches. The chat's thread is started first: the board's kernels block this one. */
  const bothGradients = async (weights: readonly tf.Tensor[]): Promise<[TaskGradients, TaskGradients]> => {
    const boardSide = sampleBoardBatch(options, random);
    const chat =
      settings.sequences > 0 ? chatBatch(sampleSequences(data.dialogue, settings.sequences, random)) : undefined;
    if (!chat) return [await boardSide(weights), zeroGradients(config, 1)];
    if (settings.positions === 0 || !options.threads)
      return [await boardSide(weights), await chatGradients(config, weights, chat, settings.chatWeight)];
    const flat = await adam.flat();
    thread ??= await ChatThread.open(config, settings.chatWeight, flat, chat);
    const chatSide = thread.gradients(flat, chat);
    return [await boardSide(weights), await chatSide];
  };

  let sums = noSums();
  try {
    while (progressAt() < 1) {
      await setImmediate(); // a signal gets its turn: the native library never waits
      if (signal.aborted) {
        await save();
        return undefined;
      }
      const learningRate = learningRateAt(
        progressAt(),
        settings.learningRate,
        WARM_UP,
        settings.schedule === 'constant' ? 1 : FLOOR,
      );
      const weights = adam.tensors();
      const [boardSide, chatSide] = await bothGradients(weights);
      const report = (adam.step + 1) % REPORT_EVERY === 0;
      const cosine = report ? await trunkCosine(shapes, boardSide.gradients, chatSide.gradients) : 0;
      const gradients = tf.tidy(() => boardSide.gradients.map((g, i) => tf.add(g, chatSide.gradients[i]!)));
      const norm = await adam.update(gradients, learningRate);
      tf.dispose([gradients, boardSide.gradients, chatSide.gradients, weights]);
      sums.policy += boardSide.readings[0]!;
      sums.outcome += boardSide.readings[1]!;
      sums.evaluation += boardSide.readings[2] ?? 0;
      sums.chat += chatSide.readings[0]!;
      sums.norm += norm;
      sums.count++;
      if (!Number.isFinite(sums.policy + sums.evaluation + sums.chat + sums.norm))
        throw new Error(`training diverged at step ${adam.step}: a loss is not finite`);
      if (report) {
        const validate = adam.step % VALIDATE_EVERY === 0;
        const n = sums.count;
        last = {
          step: adam.step,
          progress: Math.min(1, progressAt()),
          seconds: seconds(),
          policyLoss: sums.policy / n,
          outcomeLoss: sums.outcome / n,
          ...(isEvaluation(config) ? { evaluationLoss: sums.evaluation / n } : {}),
          chatLoss: sums.chat / n,
          gradientNorm: sums.norm / n,
          trunkCosine: cosine,
          learningRate,
          ...(validate ? await validationOf(config, adam, data) : {}),
        };
        sums = noSums();
        onProgress(last);
        if (validate) await save();
      }
    }
    const validation = await validationOf(config, adam, data);
    const final: BaseProgress = {
      ...(last ?? emptyProgress),
      step: adam.step,
      progress: 1,
      seconds: seconds(),
      ...validation,
    };
    await save();
    onProgress(final);
    return { network: await networkOf(config, options.tokenizer, adam), last: final };
  } finally {
    await thread?.close();
    adam.dispose();
  }
}

const noSums = () => ({ policy: 0, outcome: 0, evaluation: 0, chat: 0, norm: 0, count: 0 });
const emptyProgress = { policyLoss: 0, outcomeLoss: 0, chatLoss: 0, gradientNorm: 0, trunkCosine: 0, learningRate: 0 };

function startAdam({ config, settings, start }: TrainBaseOptions, saved: AdamState | undefined): FlatAdam {
  const shapes = parameterShapes(config);
  const { clip, weightDecay, averaging } = settings;
  const options = { clip, weightDecay, averaging, muon: settings.optimizer === 'muon' };
  if (saved) return new FlatAdam(shapes, saved, options);
  const fresh = initialValues(config, settings.seed);
  const tensors = Object.fromEntries(
    shapes.map(({ name, shape }) => {
      const given = start?.get(name);
      return [name, tf.tensor(given?.length === elementCount(shape) ? given : fresh.get(name)!, [...shape], 'float32')];
    }),
  );
  const adam = new FlatAdam(shapes, tensors, options);
  tf.dispose(tensors);
  return adam;
}

async function networkOf(config: NetworkConfig, tokenizer: Tokenizer, adam: FlatAdam): Promise<Network> {
  const { values: last, average } = await adam.state();
  const values = average ?? last;
  const named = new Map<string, Float32Array>();
  let at = 0;
  for (const { name, shape } of parameterShapes(config)) {
    named.set(name, values.slice(at, at + elementCount(shape)));
    at += elementCount(shape);
  }
  return networkFromValues(config, tokenizer, named);
}

const VALIDATION_POSITIONS = 2048;
const VALIDATION_SEQUENCES = 128;

async function validationOf(
  config: NetworkConfig,
  adam: FlatAdam,
  data: BaseData,
): Promise<Pick<BaseProgress, 'validation' | 'evaluation'>> {
  const tensors = adam.averaged();
  const p = Object.fromEntries(adam.shapes.map(({ name }, i) => [name, tensors[i]!]));
  const chatLoss = await validateChat(config, p, data.heldOutSequences.slice(0, VALIDATION_SEQUENCES));
  const found =
    isEvaluation(config) && data.evaluations
      ? { evaluation: { ...(await validateEvaluations(config, p, data.evaluations, VALIDATION_POSITIONS)), chatLoss } }
      : { validation: { ...(await validateBoard(config, p, data.heldOutPositions, VALIDATION_POSITIONS)), chatLoss } };
  tf.dispose(tensors);
  return found;
}
