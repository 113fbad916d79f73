/**
 * One thread that owns a TensorFlow of its own, as network-threads.ts asks it; network-thread-entry.ts is the other
 * end. Batches go over and come back as the same buffers, which nobody copies.
 */
import { Worker } from 'node:worker_threads';
import type { MovesEvaluation, Segment } from '../boards/index.js';

/** Where a network lies in a thread. */
export interface LoadedNetwork {
  readonly family: number;
  readonly member: number;
}

export type ToThread = { readonly id: number } & (
  | { readonly type: 'load'; readonly dir: string }
  | {
      readonly type: 'judge';
      readonly family: number;
      readonly segments: readonly Segment[];
      readonly count: number;
      readonly moveCount: number;
      readonly planes: Float32Array<ArrayBuffer>;
      readonly moves: Int32Array<ArrayBuffer>;
    }
  | ({ readonly type: 'drop' } & LoadedNetwork)
);
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

export interface ThreadUsage {
  readonly tensors: number;
  /** Time that passes took, the waiting left out. */
  readonly busySeconds: number;
}

export interface ThreadAnswers {
  readonly load: { readonly type: 'loaded'; readonly seat: LoadedNetwork | undefined };
  readonly judge: {
    readonly type: 'judged';
    readonly evaluation: MovesEvaluation;
    readonly planes: Float32Array<ArrayBuffer>;
    readonly moves: Int32Array<ArrayBuffer>;
  };
  readonly drop: { readonly type: 'dropped' };
}
export type FromThread = { readonly id: number; readonly usage: ThreadUsage } & (
  | ThreadAnswers[keyof ThreadAnswers]
  | { readonly type: 'failed'; readonly message: string; readonly code: string | undefined }
);

interface Waiting {
  readonly resolve: (answer: FromThread) => void;
  readonly reject: (error: Error) => void;
}

export class NetworkThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #ended: Error | undefined;
  usage: ThreadUsage = { tensors: 0, busySeconds: 0 };

  /** `onBroken` is told once if the thread ends other than by `close`; all that was asked of it rejects. */
  constructor(private readonly onBroken: (error: Error) => void) {
    this.#worker = new Worker(new URL('./network-thread-entry.js', import.meta.url));
    this.#worker.unref();
    this.#worker.on('message', (answer: FromThread) => this.#hear(answer));
    this.#worker.on('error', (error: Error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('the thread of networks ended by itself')));
  }

  /** Requests without an answer yet. They are served in their order. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Rejects with what the thread says is wrong. */
  ask<Type extends keyof ThreadAnswers>(
    message: WithoutId<Extract<ToThread, { type: Type }>>,
    transfer: ArrayBuffer[] = [],
  ): Promise<ThreadAnswers[Type]> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as unknown as Waiting['resolve'], reject });
      this.#worker.ref(); // an answer is on its way: the process stays for it
      this.#worker.postMessage({ ...message, id }, transfer);
    });
  }

  async close(): Promise<void> {
    this.#ended = new Error('the thread of networks was closed');
    await this.#worker.terminate();
  }

  #hear(answer: FromThread): void {
    this.usage = answer.usage;
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (answer.type === 'failed')
      waiting?.reject(Object.assign(new Error(answer.message), answer.code === undefined ? {} : { code: answer.code }));
    else waiting?.resolve(answer);
  }

  #end(error: Error): void {
    if (!this.#ended) this.onBroken(error);
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
