/**
 * Trains a base on both tasks jointly. A step samples one batch of positions and one of dialogue, computes each task's
 * gradient separately (so that the angle between them in the trunk can be told), adds them and updates all weights
 * once.
 */
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../../model/checkpoint/index.js';
import { elementCount, type Parameters } from '../../model/forward/index.js';
import { isEvaluation } from '../../spec/index.js';
import { type Random, randomFromHash, randomFromState, sha256Hex } from '../../spec/keys/index.js';
import { FrozenTower, frozenLayers, StateStore, StepGradients } from '../losses/index.js';
import { type FlatAdam, learningRateAt, loadRunState, saveRunState } from '../optimiser/index.js';
import type { BaseProgress, TrainBaseOptions } from './base-settings.js';
import { type BaseTask, baseTasks } from './base-tasks.js';
import { buildBase, createOptimiser, fixedTensors, validateBase } from './base-weights.js';
import { trainedShapes } from './trained-part.js';

/** Share of the run spent warming up, and final learning rate as a share of the peak. */
const [WARM_UP, FLOOR] = [0.03, 0.05];
/** Steps. */
const REPORT_EVERY = 50;
/** Steps; the state is saved as often. */
const VALIDATE_EVERY = 1000;

/** A trained base. The caller disposes of the network. */
export interface TrainedBase {
  readonly network: Network;
  /** The final progress row, with its validation. */
  readonly last: BaseProgress;
}

/**
 * Trains to the end, or until `signal` aborts: then the state is saved, of a run without a step the states that are
 * computed before, and undefined is returned. The same call resumes a saved run. Throws RangeError unless exactly one
 * of steps and minutes is given, Error when a loss is not finite.
 */
export async function trainBase(options: TrainBaseOptions): Promise<TrainedBase | undefined> {
  const { settings, signal } = options;
  if ((settings.steps === undefined) === (settings.minutes === undefined))
    throw new RangeError('give either steps or minutes');
  const run = await BaseRun.open(options);
  if (!run) return undefined;
  try {
    while (run.progress < 1) {
      await setImmediate(); // lets a signal be handled: the native library never yields
      if (signal.aborted) {
        await run.save();
        return undefined;
      }
      await run.step();
    }
    return await run.finish();
  } finally {
    run.close();
  }
}

const zeroSums = () => ({ policyLoss: 0, outcomeLoss: 0, evaluationLoss: 0, chatLoss: 0, norm: 0, count: 0 });
const emptyProgress = { policyLoss: 0, outcomeLoss: 0, chatLoss: 0, gradientNorm: 0, trunkCosine: 0, learningRate: 0 };

/** The state of a run between its steps. */
class BaseRun {
  readonly #tasks: readonly BaseTask[];
  readonly #gradients: StepGradients;
  readonly #now: () => number;
  readonly #started: number;
  /** Sums since the last report. */
  #sums = zeroSums();

  private constructor(
    private readonly options: TrainBaseOptions,
    private readonly adam: FlatAdam,
    private readonly fixed: Parameters,
    frozen: FrozenTower | undefined,
    private readonly random: Random,
    private readonly secondsBefore: number,
    private last: BaseProgress | undefined,
  ) {
    this.#tasks = baseTasks(options, frozen);
    this.#gradients = new StepGradients({
      layout: adam.layout,
      frozen: Object.keys(fixed),
      tasks: this.#tasks.map(({ task }) => task),
      clip: options.settings.clip,
    });
    this.#now = options.now ?? (() => performance.now());
    this.#started = this.#now();
  }

  /** Starts a run, or resumes the saved one. Resolves to undefined after an abort. */
  static async open(options: TrainBaseOptions): Promise<BaseRun | undefined> {
    const { config, settings, runDir } = options;
    const shapes = trainedShapes(config, settings);
    const length = shapes.reduce((sum, { shape }) => sum + elementCount(shape), 0);
    const saved = await loadRunState<{ last?: BaseProgress }>(runDir, identityOf(options), length);
    const random = saved ? randomFromState(saved.random) : randomFromHash(sha256Hex(`base/${settings.seed}`));
    const fixed = fixedTensors(options);
    try {
      const frozen = await frozenTower(options, fixed, frozenLayers(config, shapes));
      const adam = createOptimiser(options, saved?.adam);
      return new BaseRun(options, adam, fixed, frozen, random, saved?.seconds ?? 0, saved?.extra.last);
    } catch (error) {
      tf.dispose(Object.values(fixed));
      if (options.signal.aborted && error === options.signal.reason) return undefined;
      throw error;
    }
  }

  get #seconds(): number {
    return this.secondsBefore + (this.#now() - this.#started) / 1000;
  }

  /** Share of the run that is done, by steps or by the clock; 1 or more at its end. */
  get progress(): number {
    const { steps, minutes } = this.options.settings;
    return steps ? this.adam.step / steps : this.#seconds / (minutes! * 60);
  }

  async save(): Promise<void> {
    const state = { adam: await this.adam.state(), random: this.random.state(), seconds: this.#seconds };
    await saveRunState(this.options.runDir, identityOf(this.options), { ...state, extra: { last: this.last } });
  }

  /** One step: gradients, update, and a report where one is due. */
  async step(): Promise<void> {
    const { adam } = this;
    const { settings } = this.options;
    const floor = settings.schedule === 'constant' ? 1 : FLOOR;
    const learningRate = learningRateAt(this.progress, settings.learningRate, WARM_UP, floor);
    const batches = this.#tasks.map(({ sample }) => sample(this.random));
    const weights = adam.vectors();
    const { readings, norm, trunkCosine, vectors } = await this.#gradients.compute(weights, this.fixed, batches);
    tf.dispose([weights, batches.flat().map(({ tensor }) => tensor)]);
    adam.update(vectors, learningRate);
    tf.dispose(vectors);
    this.#add(readings, norm);
    if (adam.step % REPORT_EVERY === 0) await this.#report(learningRate, trunkCosine);
  }

  /** Throws Error when a loss or the gradient is not finite. */
  #add(readings: readonly (readonly number[])[], norm: number): void {
    const sums = this.#sums;
    this.#tasks.forEach((task, i) => task.readings.forEach((name, at) => (sums[name] += readings[i]![at]!)));
    sums.norm += norm;
    sums.count++;
    if (!Object.values(sums).every(Number.isFinite))
      throw new Error(`training diverged at step ${this.adam.step}: a loss is not finite`);
  }

  async #report(learningRate: number, cosine: number): Promise<void> {
    const { config, data, onProgress } = this.options;
    const validate = this.adam.step % VALIDATE_EVERY === 0;
    const { policyLoss, outcomeLoss, evaluationLoss, chatLoss, norm, count } = this.#sums;
    this.last = {
      step: this.adam.step,
      progress: Math.min(1, this.progress),
      seconds: this.#seconds,
      policyLoss: policyLoss / count,
      outcomeLoss: outcomeLoss / count,
      ...(isEvaluation(config) ? { evaluationLoss: evaluationLoss / count } : {}),
      chatLoss: chatLoss / count,
      gradientNorm: norm / count,
      trunkCosine: cosine,
      learningRate,
      ...(validate ? await validateBase(config, this.adam, this.fixed, data) : {}),
    };
    this.#sums = zeroSums();
    onProgress(this.last);
    if (validate) await this.save();
  }

  /** Validates, saves and builds the network. */
  async finish(): Promise<TrainedBase> {
    const { config, tokenizer, data, onProgress } = this.options;
    const validation = await validateBase(config, this.adam, this.fixed, data);
    const final: BaseProgress = {
      ...(this.last ?? emptyProgress),
      step: this.adam.step,
      progress: 1,
      seconds: this.#seconds,
      ...validation,
    };
    await this.save();
    onProgress(final);
    return { network: await buildBase(config, tokenizer, this.adam, this.fixed), last: final };
  }

  close(): void {
    this.#gradients.close();
    this.adam.dispose();
    tf.dispose(Object.values(this.fixed));
  }
}

/** States of all training sequences after the layers that are not trained, kept beside the run's state. */
async function frozenTower(
  { config, data, runDir, onFrozen, signal }: TrainBaseOptions,
  fixed: Parameters,
  layers: number,
): Promise<FrozenTower | undefined> {
  if (layers === 0) return undefined;
  const store = await StateStore.open(join(runDir, 'frozen'));
  try {
    const sequences = data.dialogue.flatMap((pool) => pool.sequences);
    return await FrozenTower.compute(config, fixed, layers, sequences, {
      store,
      signal,
      onProgress: onFrozen,
    });
  } finally {
    await store.close();
  }
}

/** What a saved state must match to be resumed. */
const identityOf = ({ config, settings, dataAddresses }: TrainBaseOptions) => ({
  config,
  settings,
  data: dataAddresses,
});
