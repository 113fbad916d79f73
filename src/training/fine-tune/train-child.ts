/**
 * The training loop of a fine-tune, from the base or from a saved state. The result depends on the recipe alone, to the
 * bit: it determines the examples, their order, the replayed positions and the step at which training ends.
 */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { ChatSequence } from '../../dialogue/tokens/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import type { FineTuneMetric, FineTuneRecipe } from '../../spec/index.js';
import type { FinishedTraining } from '../checks/index.js';
import {
  type ChatBatch,
  chatBatch,
  chatInputs,
  type DriftMeter,
  type FrozenWork,
  type StepResult,
} from '../losses/index.js';
import { learningRateAt, loadRunState, type RunState, saveRunState } from '../optimiser/index.js';
import { adapt } from './adaptation.js';
import { buildChild, measureDrift } from './child-weights.js';
import { FineTuneError } from './fine-tune-error.js';
import { openRunParts, parameterCountOf, type RunParts } from './run-parts.js';

/** Arguments of a training run. */
export interface TrainChildOptions {
  readonly recipe: FineTuneRecipe;
  /** Folder of the saved state of an unfinished run. */
  readonly runDir: string;
  readonly signal: AbortSignal;
  /** Called every few steps. */
  readonly onMetric: (metric: FineTuneMetric, totalSteps: number) => void;
}

/** Result of a training run. */
export interface FinishedFineTune extends FinishedTraining {
  /** Training time, that before an interruption included. */
  readonly seconds: number;
  /** Target tokens of all steps. */
  readonly targets: number;
  /** Work done in the graph, for counting its FLOP. */
  readonly graphWork: GraphWork;
  /** Work done before the first step in the layers that are not trained, where that is not done in every step. */
  readonly frozenWork?: FrozenWork;
  /** Number of trained scalars. */
  readonly trainedParameters: number;
  /** KL(base || child) by step, where the recipe stops by it; else empty. */
  readonly driftCurve: readonly DriftPoint[];
}

/** Rows that went through the chat's tower. */
interface GraphWork {
  /** Rows of the chat's tower: tokens with their padding, and prompts. */
  readonly rows: number;
  /** Sum over the rows of the length of their sequence: the cost of attention. */
  readonly rowLengths: number;
}

type DriftPoint = readonly [step: number, nats: number];

/** The part of a saved state that is not the optimiser's. */
interface SavedProgress {
  readonly targets: number;
  readonly work?: GraphWork;
  readonly driftCurve?: DriftPoint[];
}

/** Steps. */
const REPORT_EVERY = 10;
/** Steps. */
const SAVE_EVERY = 25;
/** Share of the steps. */
const WARM_UP = 0.1;

/**
 * Fine-tunes `base` on packed sequences; `meter` measures the drift of its child. Throws FineTuneError. After an abort
 * or a kill the same call resumes the run.
 */
export async function trainChild(
  options: TrainChildOptions,
  base: Network,
  sequences: readonly ChatSequence[],
  meter: DriftMeter,
): Promise<FinishedFineTune> {
  if (sequences.length === 0) throw new FineTuneError('too-few-examples', 'no example fits the token limit');
  const run = await ChildRun.open(options, base, sequences, meter);
  try {
    while (!run.ended) {
      await setImmediate(); // lets a cancellation be handled
      run.throwIfCancelled();
      await run.step();
    }
    return await run.finish(base);
  } finally {
    run.dispose();
  }
}

/** Sums since the last report. */
interface Sums {
  loss: number;
  norm: number;
  replay: number;
  tokens: number;
  count: number;
  /** Start of the sums, milliseconds. */
  since: number;
}
const zeroSums = (): Sums => ({ loss: 0, norm: 0, replay: 0, tokens: 0, count: 0, since: performance.now() });

/** The state of a run between its steps. */
class ChildRun {
  readonly #total: number;
  readonly #secondsBefore: number;
  readonly #driftCurve: DriftPoint[];
  #targets: number;
  #work: GraphWork;
  #sums = zeroSums();
  #stoppedBy: FinishedFineTune['stoppedBy'] = 'steps';

  private constructor(
    private readonly parts: RunParts,
    private readonly options: TrainChildOptions,
    private readonly meter: DriftMeter,
    saved: RunState<SavedProgress> | undefined,
    private readonly started: number,
  ) {
    this.#total = options.recipe.treatment.dose.steps;
    this.#secondsBefore = saved?.seconds ?? 0;
    this.#driftCurve = [...(saved?.extra.driftCurve ?? [])];
    this.#targets = saved?.extra.targets ?? 0;
    this.#work = saved?.extra.work ?? { rows: 0, rowLengths: 0 };
  }

  /** Starts a run, or resumes the saved one. */
  static async open(
    options: TrainChildOptions,
    base: Network,
    sequences: readonly ChatSequence[],
    meter: DriftMeter,
  ): Promise<ChildRun> {
    const { recipe, runDir } = options;
    const started = performance.now();
    const adaptation = await adapt(base, recipe);
    const saved = await loadRunState<SavedProgress>(runDir, recipe, parameterCountOf(adaptation));
    const parts = await openRunParts({ recipe, base, sequences, adaptation, signal: options.signal }, saved?.adam);
    return new ChildRun(parts, options, meter, saved, started);
  }

  get #seconds(): number {
    return this.#secondsBefore + (performance.now() - this.started) / 1000;
  }

  /** True after the last step, or when the drift has reached the recipe's limit. */
  get ended(): boolean {
    return this.parts.adam.step >= this.#total || this.#stoppedBy === 'drift';
  }

  /** Throws FineTuneError `cancelled` if the signal has aborted. */
  throwIfCancelled(): void {
    const { options } = this;
    const { adam } = this.parts;
    if (options.signal.aborted) throw new FineTuneError('cancelled', `stopped at step ${adam.step} of ${this.#total}`);
  }

  /** One step: update, and where they are due a measurement of drift, a report and a save. */
  async step(): Promise<void> {
    const { options } = this;
    const { sequences, adaptation, adam, order } = this.parts;
    const { settings, treatment } = options.recipe;
    const learningRate = learningRateAt((adam.step + 1) / this.#total, settings.learningRate, WARM_UP);
    const indices = order.at(adam.step, settings.batch);
    const examples = indices.map((index) => sequences[index]!);
    const batch = chatBatch(examples);
    const { chat, replay, norm } = await this.#update(examples, batch, learningRate);
    this.#targets += batch.labels.length;
    this.#work = addBatchWork(this.#work, batch, adaptation.config.prompt?.vectors ?? 0);
    const sums = this.#sums;
    sums.loss += chat;
    sums.norm += norm;
    sums.replay += replay;
    sums.tokens += batch.labels.length;
    sums.count++;
    const { stop } = treatment;
    const drift = stop && adam.step % stop.every === 0 ? await this.#measureDrift(stop.drift) : null;
    if (adam.step % REPORT_EVERY === 0 || drift !== null || this.ended) this.#report(learningRate, drift);
    if (adam.step % SAVE_EVERY === 0 && !this.ended) await this.#save();
  }

  /** Updates the weights. Throws FineTuneError `diverged` when a loss or the gradient is not finite. */
  async #update(
    examples: readonly ChatSequence[],
    batch: ChatBatch,
    learningRate: number,
  ): Promise<{ chat: number; replay: number; norm: number }> {
    const { adaptation, adam, gradients, fixed, replay: positions, frozenTower } = this.parts;
    const ofChat = frozenTower?.inputs(examples, batch) ?? chatInputs(batch);
    const inputs = [...ofChat, ...(positions?.inputs(adam.step) ?? []).map((tensor) => ({ tensor }))];
    const weights = adam.vectors();
    let result: StepResult;
    try {
      result = await gradients.compute(weights, { ...adaptation.frozen, ...fixed }, [inputs]);
    } finally {
      tf.dispose([weights, inputs.map(({ tensor }) => tensor)]);
    }
    const { readings, norm, vectors } = result;
    adam.update(vectors, learningRate);
    tf.dispose(vectors);
    const [chat, replay = 0] = readings[0] as [number, number?];
    if (![chat, replay, norm].every(Number.isFinite))
      throw new FineTuneError('diverged', `loss is not finite at step ${adam.step}`);
    return { chat, replay, norm };
  }

  /** Ends the run where the drift has reached `limit`. */
  async #measureDrift(limit: number): Promise<number | null> {
    const { adaptation, adam } = this.parts;
    const drift = await measureDrift(this.meter, adaptation, adam);
    if (drift !== null) this.#driftCurve.push([adam.step, drift]);
    if (drift !== null && drift >= limit) this.#stoppedBy = 'drift';
    return drift;
  }

  #report(learningRate: number, drift: number | null): void {
    const { options } = this;
    const { adam } = this.parts;
    const { loss, norm, replay, tokens, count, since } = this.#sums;
    const metric: FineTuneMetric = {
      step: adam.step,
      loss: loss / count,
      learningRate,
      gradientNorm: norm / count,
      tokensPerSecond: tokens / ((performance.now() - since) / 1000),
      ...(drift === null ? {} : { drift }),
      ...(options.recipe.treatment.replay ? { replay: replay / count } : {}),
    };
    options.onMetric(metric, this.#total);
    this.#sums = zeroSums();
  }

  async #save(): Promise<void> {
    const { adam } = this.parts;
    const { recipe, runDir } = this.options;
    const curve = recipe.treatment.stop ? { driftCurve: this.#driftCurve } : {};
    await saveRunState<SavedProgress>(runDir, recipe, {
      adam: await adam.state(),
      random: [],
      seconds: this.#seconds,
      extra: { targets: this.#targets, work: this.#work, ...curve },
    });
  }

  /** Builds the child. */
  async finish(base: Network): Promise<FinishedFineTune> {
    const { adaptation, adam, frozenTower } = this.parts;
    return {
      child: await buildChild(base, adaptation, adam),
      steps: adam.step,
      stoppedBy: this.#stoppedBy,
      seconds: this.#seconds,
      targets: this.#targets,
      graphWork: this.#work,
      ...(frozenTower ? { frozenWork: frozenTower.work } : {}),
      trainedParameters: parameterCountOf(adaptation),
      driftCurve: this.#driftCurve,
    };
  }

  /** Frees the tensors. */
  dispose(): void {
    this.parts.adam.dispose();
    tf.dispose(Object.values(this.parts.fixed));
  }
}

function addBatchWork({ rows, rowLengths }: GraphWork, { tokens, sequences }: ChatBatch, prompts: number): GraphWork {
  const length = tokens.length / sequences + prompts;
  return { rows: rows + sequences * length, rowLengths: rowLengths + sequences * length ** 2 };
}
