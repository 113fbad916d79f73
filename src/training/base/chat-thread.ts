/**
 * Computes the chat's gradient in a second thread, in parallel with the board's: one chain of small kernels leaves a
 * core idle, two keep both busy (bench/train). Weights and gradients are exchanged in shared memory. This file is both
 * ends: the thread's entry point, and the handle that the trainer holds.
 */
import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs-core';
import { elementCount, parameterShapes } from '../../model/forward/index.js';
import { startBackend } from '../../model/kernels/index.js';
import type { NetworkConfig } from '../../spec/index.js';
import type { ChatBatch } from '../losses/index.js';
import { chatGradients, type TaskGradients } from '../losses/index.js';

interface ThreadData {
  readonly config: NetworkConfig;
  readonly chatWeight: number;
  /** Flat, in the order of the config's parameters. */
  readonly weights: SharedArrayBuffer;
  readonly gradients: SharedArrayBuffer;
}

/** Handle of a running thread. Only one batch may be in progress at a time. */
export class ChatThread {
  readonly #worker: Worker;
  readonly #weights: Float32Array;
  readonly #gradients: Float32Array;

  private constructor(
    readonly config: NetworkConfig,
    chatWeight: number,
  ) {
    const bytes = 4 * parameterShapes(config).reduce((sum, { shape }) => sum + elementCount(shape), 0);
    const shared = { weights: new SharedArrayBuffer(bytes), gradients: new SharedArrayBuffer(bytes) };
    this.#weights = new Float32Array(shared.weights);
    this.#gradients = new Float32Array(shared.gradients);
    this.#worker = new Worker(new URL(import.meta.url), {
      workerData: { config, chatWeight, ...shared } satisfies ThreadData,
    });
  }

  /**
   * Starts the thread and computes one gradient of `batch` in it as a warm-up: the native addon registers each new
   * kernel's attributes in a set that all threads share, so the first use of a kernel must not coincide with another
   * thread's. `weights` is flat, in the order of the config's parameters.
   */
  static async open(
    config: NetworkConfig,
    chatWeight: number,
    weights: Float32Array,
    batch: ChatBatch,
  ): Promise<ChatThread> {
    const thread = new ChatThread(config, chatWeight);
    tf.dispose((await thread.gradients(weights, batch)).gradients);
    return thread;
  }

  /**
   * Computes the gradients of a batch at `weights`, flat, in the order of the config's parameters. Rejects when the
   * thread fails.
   */
  async gradients(weights: Float32Array, batch: ChatBatch): Promise<TaskGradients> {
    this.#weights.set(weights);
    this.#worker.postMessage(batch);
    const [readings] = (await once(this.#worker, 'message')) as [number[]]; // rejects with an error of the thread
    let at = 0;
    const gradients = parameterShapes(this.config).map(({ shape }) => {
      const size = elementCount(shape);
      return tf.tensor(this.#gradients.slice(at, (at += size)), [...shape]);
    });
    return { readings, gradients };
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}

async function serve({ config, chatWeight, weights, gradients }: ThreadData): Promise<void> {
  await startBackend();
  const shapes = parameterShapes(config);
  const [from, to] = [new Float32Array(weights), new Float32Array(gradients)];
  parentPort!.on('message', async (batch: ChatBatch) => {
    let at = 0;
    const tensors = shapes.map(({ shape }) => tf.tensor(from.slice(at, (at += elementCount(shape))), [...shape]));
    const result = await chatGradients(config, tensors, batch, chatWeight);
    at = 0;
    for (const gradient of result.gradients) {
      to.set((await gradient.data()) as Float32Array, at);
      at += gradient.size;
    }
    tf.dispose([tensors, result.gradients]);
    parentPort!.postMessage(result.readings);
  });
}

if (!isMainThread && (workerData as ThreadData | undefined)?.gradients instanceof SharedArrayBuffer)
  await serve(workerData as ThreadData);
