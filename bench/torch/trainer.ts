/** Our side of the comparison: the trainer's own losses, gradients and optimiser on given batches. */
import * as tf from '@tensorflow/tfjs-core';
import { type ParameterShape, type Parameters, parameterShapes } from '../../src/model/forward/parameters.js';
import type { EvaluationNetwork, NetworkConfig } from '../../src/spec/network.js';
import { ChatThread } from '../../src/training/base/chat-thread.js';
import type { TaskGradients } from '../../src/training/losses/base-gradients.js';
import type { ChatBatch } from '../../src/training/losses/batches.js';
import { evaluationLoss } from '../../src/training/losses/evaluation-loss.js';
import {
  boardLosses,
  boardLossReaches,
  chatLoss,
  chatLossReaches,
  computeGradients,
} from '../../src/training/losses/losses.js';
import { FlatAdam } from '../../src/training/optimiser/flat-adam.js';
import type { Spent, StepBatch, StepLosses, StepSettings, StepsRun } from './twin.js';

/** What one batch asks of the network: the loss to go down, and the losses to tell. */
interface Task {
  readonly part: 'board' | 'chat';
  readonly reads: readonly (keyof StepLosses)[];
  readonly uses: (name: string) => boolean;
  readonly losses: (p: Parameters) => { total: tf.Scalar; read: readonly tf.Scalar[] };
}

/** Trains what its batches reach, in order and then again from the first. The backend must be started. */
export class BatchTrainer {
  readonly #shapes: readonly ParameterShape[];
  readonly #adam: FlatAdam;
  #thread: ChatThread | undefined;
  #step = 0;

  /**
   * With `threaded`, which needs both tasks and the built files, the chat's gradient is taken in a second thread as in
   * a base's training.
   */
  constructor(
    readonly config: NetworkConfig,
    values: ReadonlyMap<string, Float32Array>,
    readonly batches: readonly StepBatch[],
    readonly settings: StepSettings,
    readonly threaded = false,
  ) {
    const tasks = this.#tasks(batches[0]!);
    this.#shapes = parameterShapes(config).filter(({ name }) => tasks.some(({ uses }) => uses(name)));
    const start = Object.fromEntries(
      this.#shapes.map(({ name, shape }) => [name, tf.tensor(values.get(name)!, [...shape])]),
    );
    this.#adam = new FlatAdam(this.#shapes, start, { clip: settings.clip, weightDecay: settings.weightDecay });
    tf.dispose(start);
  }

  async run(steps: number): Promise<StepsRun> {
    const losses: StepLosses[] = [];
    const spent = await stopwatch(async () => {
      for (let i = 0; i < steps; i++) losses.push(await this.#run());
    });
    return { ...spent, losses };
  }

  /** A step's time by part. The backward pass is a gradient's time less that of the forward pass on its own. */
  async parts(steps: number): Promise<Record<string, Spent>> {
    const parts: Record<string, Spent> = {};
    const count = (part: string, { seconds, cpu }: Spent, sign = 1): void => {
      const before = parts[part] ?? { seconds: 0, cpu: 0 };
      parts[part] = { seconds: before.seconds + (sign * seconds) / steps, cpu: before.cpu + (sign * cpu) / steps };
    };
    for (let i = 0; i < steps; i++) {
      const weights = this.#adam.tensors();
      const p = Object.fromEntries(this.#shapes.map(({ name }, at) => [name, weights[at]!]));
      const gradients: tf.Tensor[][] = [];
      for (const task of this.#tasks(this.#next())) {
        const forward = await stopwatch(() => tf.tidy(() => void task.losses(p).total.dataSync()));
        const both = await stopwatch(async () => void gradients.push((await this.#gradients(task, weights)).gradients));
        count(`${task.part} forward`, forward);
        count(`${task.part} backward`, both);
        count(`${task.part} backward`, forward, -1);
      }
      count('optimiser', await stopwatch(() => this.#update(gradients)));
      tf.dispose(weights);
    }
    return parts;
  }

  async dispose(): Promise<void> {
    await this.#thread?.close();
    this.#adam.dispose();
  }

  /** The trained weights now, by name. */
  async values(): Promise<Map<string, Float32Array>> {
    const tensors = this.#adam.tensors();
    const entries = await Promise.all(
      this.#shapes.map(async ({ name }, i) => [name, (await tensors[i]!.data()) as Float32Array] as const),
    );
    tf.dispose(tensors);
    return new Map(entries);
  }

  #next(): StepBatch {
    return this.batches[this.#step++ % this.batches.length]!;
  }

  #tasks({ board, evaluation, chat }: StepBatch): Task[] {
    const { config, settings } = this;
    const tasks: Task[] = [];
    if (board) {
      const losses: Task['losses'] = (p) => {
        const { policy, outcome, total } = boardLosses(config, p, board, settings);
        return { total, read: [policy, outcome] };
      };
      tasks.push({ part: 'board', reads: ['policy', 'outcome'], uses: boardLossReaches, losses });
    }
    if (evaluation) {
      const losses: Task['losses'] = (p) => {
        const loss = evaluationLoss(config as EvaluationNetwork, p, evaluation);
        return { total: tf.div(loss, settings.unit), read: [loss] };
      };
      tasks.push({ part: 'board', reads: ['pawns'], uses: boardLossReaches, losses });
    }
    if (chat) {
      const losses: Task['losses'] = (p) => {
        const loss = chatLoss(config, p, chat);
        return { total: tf.mul(loss, settings.chatWeight / Math.log(config.chat.vocabulary)), read: [loss] };
      };
      tasks.push({ part: 'chat', reads: ['chat'], uses: chatLossReaches, losses });
    }
    return tasks;
  }

  async #run(): Promise<StepLosses> {
    const batch = this.#next();
    const weights = this.#adam.tensors();
    const losses: Record<string, number> = {};
    const gradients: tf.Tensor[][] = [];
    const ahead = this.threaded ? await this.#chatAhead(batch.chat!) : undefined;
    for (const task of this.#tasks(batch)) {
      const side = task.part === 'chat' && ahead ? await ahead() : await this.#gradients(task, weights);
      task.reads.forEach((name, i) => (losses[name] = side.readings[i]!));
      gradients.push([...side.gradients]);
    }
    const norm = await this.#update(gradients);
    tf.dispose(weights);
    return { ...losses, norm };
  }

  /** Starts the chat's gradient in its thread; what comes back waits for it. */
  async #chatAhead(chat: ChatBatch): Promise<() => Promise<TaskGradients>> {
    const flat = await this.#adam.flat();
    this.#thread ??= await ChatThread.open(this.config, this.settings.chatWeight, flat, chat);
    const side = this.#thread.gradients(flat, chat);
    return () => side;
  }

  #gradients({ uses, losses }: Task, weights: readonly tf.Tensor[]): Promise<TaskGradients> {
    return computeGradients(this.#shapes, weights, {}, uses, losses);
  }

  async #update(sides: readonly tf.Tensor[][]): Promise<number> {
    const [first, second] = sides;
    const gradients = second ? tf.tidy(() => first!.map((g, i) => tf.add(g, second[i]!))) : first!;
    const norm = await this.#adam.update(gradients, this.settings.learningRate);
    tf.dispose([gradients, ...sides]);
    return norm;
  }
}

async function stopwatch(f: () => unknown): Promise<Spent> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  await f();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 };
}
