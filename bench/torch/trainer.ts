/** Our side of the comparison: the trainer's own losses, gradients and optimiser on given batches. */
import * as tf from '@tensorflow/tfjs-core';
import { type ParameterShape, parameterShapes } from '../../src/model/forward/parameters.js';
import { Compiled, type CompiledInput } from '../../src/model/graph/index.js';
import type { EvaluationNetwork, NetworkConfig } from '../../src/spec/index.js';
import {
  boardInputs,
  boardTask,
  chatInputs,
  chatTask,
  evaluationInputs,
  evaluationTask,
  type LossTask,
  StepGradients,
} from '../../src/training/losses/index.js';
import { FlatAdam } from '../../src/training/optimiser/flat-adam.js';
import type { Spent, StepBatch, StepLosses, StepSettings, StepsRun } from './twin.js';

/** One loss with what a batch gives it. */
interface Task {
  readonly part: 'board' | 'chat';
  readonly names: readonly (keyof StepLosses)[];
  readonly task: LossTask;
  readonly inputs: (batch: StepBatch) => CompiledInput[];
}

/** Trains what its batches reach, in order and then again from the first. The backend must be started. */
export class BatchTrainer {
  readonly #shapes: readonly ParameterShape[];
  readonly #tasks: readonly Task[];
  readonly #adam: FlatAdam;
  readonly #gradients: StepGradients;
  #step = 0;

  constructor(
    readonly config: NetworkConfig,
    values: ReadonlyMap<string, Float32Array>,
    readonly batches: readonly StepBatch[],
    readonly settings: StepSettings,
  ) {
    this.#tasks = tasksOf(batches[0]!, config, settings);
    this.#shapes = parameterShapes(config).filter(({ name }) => this.#tasks.some(({ task }) => task.reaches(name)));
    const start = Object.fromEntries(
      this.#shapes.map(({ name, shape }) => [name, tf.tensor(values.get(name)!, [...shape])]),
    );
    this.#adam = new FlatAdam(this.#shapes, start, { weightDecay: settings.weightDecay });
    tf.dispose(start);
    this.#gradients = this.#gradientsOf(this.#tasks);
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
    const alone = this.#tasks.map((one) => ({
      one,
      gradients: this.#gradientsOf([one]),
      forward: new Compiled((vectors, batch) => {
        const weights = this.#adam.layout.unpack(vectors as readonly tf.Tensor1D[]);
        return [
          one.task.loss(Object.fromEntries(this.#shapes.map(({ name }, i) => [name, weights[i]!])), batch!).total,
        ];
      }),
    }));
    const step = async (timed: boolean): Promise<void> => {
      const batch = this.#next();
      const weights = this.#adam.vectors();
      let vectors: tf.Tensor1D[] = [];
      for (const { one, gradients, forward } of alone) {
        const inputs = one.inputs(batch);
        const ahead = await stopwatch(async () => {
          const [loss] = forward.run(
            weights.map((tensor) => ({ tensor })),
            inputs,
          );
          await loss!.data();
          loss!.dispose();
        });
        const both = await stopwatch(async () => {
          tf.dispose(vectors);
          ({ vectors } = await gradients.compute(weights, {}, [inputs]));
        });
        tf.dispose(inputs.map(({ tensor }) => tensor));
        if (!timed) continue;
        count(`${one.part} forward`, ahead);
        count(`${one.part} backward`, both);
        count(`${one.part} backward`, ahead, -1);
      }
      tf.dispose(weights);
      const update = await stopwatch(() => this.#adam.update(vectors, this.settings.learningRate));
      if (timed) count('optimiser', update);
      tf.dispose(vectors);
    };
    await step(false); // makes the graphs
    for (let i = 0; i < steps; i++) await step(true);
    for (const { gradients, forward } of alone) {
      gradients.close();
      forward.close();
    }
    return parts;
  }

  dispose(): void {
    this.#gradients.close();
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

  #gradientsOf(tasks: readonly Task[]): StepGradients {
    const { layout } = this.#adam;
    return new StepGradients({ layout, frozen: [], tasks: tasks.map(({ task }) => task), clip: this.settings.clip });
  }

  #next(): StepBatch {
    return this.batches[this.#step++ % this.batches.length]!;
  }

  async #run(): Promise<StepLosses> {
    const batch = this.#next();
    const inputs = this.#tasks.map((one) => one.inputs(batch));
    const weights = this.#adam.vectors();
    const { readings, norm, vectors } = await this.#gradients.compute(weights, {}, inputs);
    tf.dispose([weights, inputs.flat().map(({ tensor }) => tensor)]);
    this.#adam.update(vectors, this.settings.learningRate);
    tf.dispose(vectors);
    const losses = this.#tasks.flatMap(({ names }, i) => names.map((name, at) => [name, readings[i]![at]!] as const));
    return { ...Object.fromEntries(losses), norm };
  }
}

/** The tasks of which the batches have data. */
function tasksOf(first: StepBatch, config: NetworkConfig, settings: StepSettings): Task[] {
  const tasks: Task[] = [];
  if (first.board)
    tasks.push({
      part: 'board',
      names: ['policy', 'outcome'],
      task: boardTask(config, settings.labelSmoothing),
      inputs: ({ board }) => boardInputs(board!, settings.openingWeight),
    });
  if (first.evaluation)
    tasks.push({
      part: 'board',
      names: ['pawns'],
      task: evaluationTask(config as EvaluationNetwork, settings.unit),
      inputs: ({ evaluation }) => evaluationInputs(evaluation!),
    });
  if (first.chat)
    tasks.push({
      part: 'chat',
      names: ['chat'],
      task: chatTask(config, settings.chatWeight),
      inputs: ({ chat }) => chatInputs(chat!),
    });
  return tasks;
}

async function stopwatch(f: () => unknown): Promise<Spent> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  await f();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 };
}
