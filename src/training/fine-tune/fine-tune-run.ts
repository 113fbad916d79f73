/**
 * The steps of a fine-tune, from the base or from where a killed run was saved. The recipe decides every bit: examples,
 * their order, replayed positions and the step at which training ends follow from it alone.
 */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { ChatSequence } from '../../dialogue/tokens/index.js';
import { type Network, networkFromValues } from '../../model/checkpoint/index.js';
import { elementCount, type ParameterShape, type Parameters, parameterShapes } from '../../model/forward/index.js';
import type { FineTuneMetric, FineTuneRecipe } from '../../spec/index.js';
import type { DriftMeter } from '../losses/index.js';
import { type ChatBatch, chatBatch, chatLoss, computeGradients } from '../losses/index.js';
import {
  type AdamState,
  EpochOrder,
  FlatAdam,
  learningRateAt,
  loadRunState,
  saveRunState,
} from '../optimiser/index.js';
import { type Adaptation, adapt } from './adaptation.js';
import { FineTuneError } from './fine-tune-error.js';
import { SelfPlayReplay } from './replay.js';

export interface TrainChildOptions {
  readonly recipe: FineTuneRecipe;
  /** Where the state of an unfinished run lies. */
  readonly runDir: string;
  readonly signal: AbortSignal;
  readonly onMetric: (metric: FineTuneMetric, totalSteps: number) => void;
}

export interface FinishedFineTune {
  /** The caller disposes of it. */
  readonly child: Network;
  readonly steps: number;
  readonly stoppedBy: 'steps' | 'drift';
  readonly seconds: number;
  /** Tokens learnt, each as often as it was. */
  readonly targets: number;
  /** What went through the graph, for its FLOP. */
  readonly graphWork: GraphWork;
  /** Numbers moved by the optimiser. */
  readonly trainedParameters: number;
  /** KL(base || child) by step, where training stops by it. */
  readonly driftCurve: readonly DriftPoint[];
}

export interface GraphWork {
  /** Rows of the chat's tower: tokens with their padding, and prompts. */
  readonly rows: number;
  /** The same, each as often as its sequence is long: what attention costs. */
  readonly rowLengths: number;
}

export type DriftPoint = readonly [step: number, nats: number];

const REPORT_EVERY = 10;
const SAVE_EVERY = 25;
const WARM_UP = 0.1;
const CLIP = 1;

interface Sums {
  loss: number;
  norm: number;
  replay: number;
  tokens: number;
  count: number;
  since: number;
}
const noSums = (): Sums => ({ loss: 0, norm: 0, replay: 0, tokens: 0, count: 0, since: performance.now() });

/** Throws FineTuneError; after an abort or a kill the run can be resumed. */
export async function trainChild(
  options: TrainChildOptions,
  base: Network,
  sequences: readonly ChatSequence[],
  meter: DriftMeter,
): Promise<FinishedFineTune> {
  const { recipe, runDir, signal, onMetric } = options;
  const { settings, treatment, seed } = recipe;
  const { stop } = treatment;
  const total = treatment.dose.steps;
  if (sequences.length === 0) throw new FineTuneError('too-few-examples', 'no example fits the token limit');
  const adaptation = await adapt(base, recipe);
  const { shapes, frozen } = adaptation;
  const length = shapes.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const saved = await loadRunState<{ targets: number; work?: GraphWork; driftCurve?: DriftPoint[] }>(
    runDir,
    recipe,
    length,
  );
  const replay = treatment.replay && (await SelfPlayReplay.create(base, seed, treatment.replay.positions));
  // shared by all arms of a replicate
  const order = new EpochOrder(`order/${seed}/${sequences.length}`, sequences.length);
  const loss = new FineTuneLoss(adaptation, recipe, replay);
  const adam = new FlatAdam(shapes, saved?.adam ?? initialAdamState(adaptation, length), {
    clip: CLIP,
    weightDecay: 0,
  });
  const started = performance.now();
  const seconds = (): number => (saved?.seconds ?? 0) + (performance.now() - started) / 1000;
  const driftCurve = [...(saved?.extra.driftCurve ?? [])];
  let targets = saved?.extra.targets ?? 0;
  let work: GraphWork = saved?.extra.work ?? { rows: 0, rowLengths: 0 };
  let sums = noSums();
  let stoppedBy: FinishedFineTune['stoppedBy'] = 'steps';
  try {
    while (adam.step < total && stoppedBy === 'steps') {
      await setImmediate(); // a cancellation gets its turn
      if (signal.aborted) throw new FineTuneError('cancelled', `stopped at step ${adam.step} of ${total}`);
      const learningRate = learningRateAt((adam.step + 1) / total, settings.learningRate, WARM_UP);
      const batch = chatBatch(order.at(adam.step, settings.batch).map((at) => sequences[at]!));
      const weights = adam.tensors();
      const step = adam.step;
      const { readings, gradients } = await computeGradients(
        shapes,
        weights,
        frozen,
        () => true,
        (p) => loss.compute(p, batch, step),
      );
      const norm = await adam.update(gradients, learningRate);
      tf.dispose([weights, gradients]);
      const [chat, replayed = 0] = readings as [number, number?];
      if (![chat, replayed, norm].every(Number.isFinite))
        throw new FineTuneError('diverged', `loss is not finite at step ${adam.step}`);
      targets += batch.labels.length;
      work = addBatchWork(work, batch, adaptation.config.prompt?.vectors ?? 0);
      sums = {
        ...sums,
        loss: sums.loss + chat,
        norm: sums.norm + norm,
        replay: sums.replay + replayed,
        tokens: sums.tokens + batch.labels.length,
        count: sums.count + 1,
      };
      let drift: number | null = null;
      if (stop && adam.step % stop.every === 0) {
        drift = await measureDrift(meter, adaptation, adam);
        if (drift !== null) driftCurve.push([adam.step, drift]);
        if (drift !== null && drift >= stop.drift) stoppedBy = 'drift';
      }
      const ended = adam.step === total || stoppedBy === 'drift';
      if (adam.step % REPORT_EVERY === 0 || drift !== null || ended) {
        onMetric(
          {
            ...metricOf(adam.step, learningRate, sums),
            ...(drift === null ? {} : { drift }),
            ...(replay ? { replay: sums.replay / sums.count } : {}),
          },
          total,
        );
        sums = noSums();
      }
      if (adam.step % SAVE_EVERY === 0 && !ended) {
        await saveRunState(runDir, recipe, {
          adam: await adam.state(),
          random: [],
          seconds: seconds(),
          extra: { targets, work, ...(stop ? { driftCurve } : {}) },
        });
      }
    }
    return {
      child: await buildChild(base, adaptation, adam),
      steps: adam.step,
      stoppedBy,
      seconds: seconds(),
      targets,
      graphWork: work,
      trainedParameters: length,
      driftCurve,
    };
  } finally {
    adam.dispose();
    loss.dispose();
  }
}

function addBatchWork({ rows, rowLengths }: GraphWork, { tokens, sequences }: ChatBatch, prompts: number): GraphWork {
  const length = tokens.length / sequences + prompts;
  return { rows: rows + sequences * length, rowLengths: rowLengths + sequences * length ** 2 };
}

const metricOf = (step: number, learningRate: number, { loss, norm, tokens, count, since }: Sums): FineTuneMetric => ({
  step,
  loss: loss / count,
  learningRate,
  gradientNorm: norm / count,
  tokensPerSecond: tokens / ((performance.now() - since) / 1000),
});

/** The chat's loss and what the recipe adds to it. */
class FineTuneLoss {
  readonly #start: Parameters;

  constructor(
    private readonly adaptation: Adaptation,
    private readonly recipe: FineTuneRecipe,
    private readonly replay: SelfPlayReplay | undefined,
  ) {
    const { shapes, start } = adaptation;
    this.#start = recipe.treatment.l2
      ? Object.fromEntries(shapes.map(({ name, shape }) => [name, tf.tensor(start.get(name)!, [...shape])]))
      : {};
  }

  /** Nats a reply token of the batch, and of the replay where there is one; runs inside a tidy. */
  compute(p: Parameters, batch: ChatBatch, step: number): { total: tf.Scalar; read: tf.Scalar[] } {
    const { config, child, squaredDistance } = this.adaptation;
    const { l2, replay: weights } = this.recipe.treatment;
    const all = child(p);
    const chat = chatLoss(config, all, batch);
    const replayed = this.replay?.loss(config, all, step);
    let total: tf.Tensor = chat;
    if (replayed) total = tf.add(total, tf.mul(replayed, weights!.weight));
    if (l2) total = tf.add(total, tf.mul(squaredDistance(p, this.#start), l2 / 2));
    return { total: total as tf.Scalar, read: replayed ? [chat, replayed] : [chat] };
  }

  dispose(): void {
    tf.dispose(Object.values(this.#start));
  }
}

/** What the optimiser has before its first step. */
function initialAdamState({ shapes, start }: Adaptation, length: number): AdamState {
  const values = new Float32Array(length);
  let at = 0;
  for (const { name } of shapes) {
    values.set(start.get(name)!, at);
    at += start.get(name)!.length;
  }
  return { step: 0, values, mean: new Float32Array(length), variance: new Float32Array(length) };
}

const nameTensors = (shapes: readonly ParameterShape[], tensors: readonly tf.Tensor[]): Parameters =>
  Object.fromEntries(shapes.map(({ name }, i) => [name, tensors[i]!]));

/** Lends the child's parameters as they are now. */
async function withChild<T>(
  { shapes, frozen, child }: Adaptation,
  adam: FlatAdam,
  use: (p: Parameters) => Promise<T>,
): Promise<T> {
  const weights = adam.tensors();
  const given = { ...frozen, ...nameTensors(shapes, weights) };
  const made = tf.tidy(() => ({ ...child(given) }));
  try {
    return await use(made);
  } finally {
    tf.dispose([weights, Object.entries(made).flatMap(([name, tensor]) => (given[name] === tensor ? [] : [tensor]))]);
  }
}

const measureDrift = (meter: DriftMeter, adaptation: Adaptation, adam: FlatAdam): Promise<number | null> =>
  withChild(adaptation, adam, (p) => meter.measure(adaptation.config, p));

/** The child as a network; parameters that were not moved are the base's to the bit. */
const buildChild = ({ tokenizer }: Network, adaptation: Adaptation, adam: FlatAdam): Promise<Network> =>
  withChild(adaptation, adam, async (p) => {
    const values = new Map<string, Float32Array>();
    for (const { name } of parameterShapes(adaptation.config))
      values.set(name, (await p[name]!.data()) as Float32Array);
    return networkFromValues(adaptation.config, tokenizer, values);
  });
