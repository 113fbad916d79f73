/**
 * The parent's end of a thread with networks of its own, as used by network-threads.ts; network-thread-entry.ts is the
 * thread's end. Batches are transferred in both directions, not copied.
 */
import { Worker } from 'node:worker_threads';
import type { MovesEvaluation, Segment } from '../boards/index.js';

/** Address of a network within a thread. */
export interface LoadedNetwork {
  /** Number of the family, see board-family.ts. */
  readonly family: number;
  /** Number of the network within its family. */
  readonly member: number;
}

/** A request to a thread: load a checkpoint folder, evaluate a batch for members of one family, or unload a network. */
export type ToThread = { readonly id: number } & (
  | { readonly type: 'load'; readonly dir: string }
  | {
      readonly type: 'evaluate';
      readonly family: number;
      readonly segments: readonly Segment[];
      readonly count: number;
      readonly moveCount: number;
      readonly planes: Float32Array<ArrayBuffer>;
      readonly moves: Int32Array<ArrayBuffer>;
    }
  | ({ readonly type: 'unload' } & LoadedNetwork)
);
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** Resource usage of a thread, or of several together. */
export interface ThreadUsage {
  /** Parts of networks in memory. */
  readonly kept: number;
  /** Seconds spent in forward passes, without waiting. */
  readonly busySeconds: number;
}

/** Answers by type of request. */
interface ThreadAnswers {
  /** `network` is undefined for an evaluation network, which is not kept. */
  readonly load: { readonly type: 'loaded'; readonly network: LoadedNetwork | undefined };
  /** The batch's buffers come back for reuse. */
  readonly evaluate: {
    readonly type: 'evaluated';
    readonly evaluation: MovesEvaluation;
    readonly planes: Float32Array<ArrayBuffer>;
    readonly moves: Int32Array<ArrayBuffer>;
  };
  readonly unload: { readonly type: 'unloaded' };
}

/** An answer of a thread to the request with the same id. */
export type FromThread = { readonly id: number; readonly usage: ThreadUsage } & (
  | ThreadAnswers[keyof ThreadAnswers]
  | { readonly type: 'failed'; readonly message: string; readonly code: string | undefined }
);

interface PendingRequest {
  readonly resolve: (answer: FromThread) => void;
  readonly reject: (error: Error) => void;
}

/** A thread of networks. */
export class NetworkThread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, PendingRequest>();
  #nextId = 0;
  #ended: Error | undefined;
  /** As of the last answer. */
  usage: ThreadUsage = { kept: 0, busySeconds: 0 };

  /** `onBroken` is called once if the thread ends other than by `close`; all pending requests then reject. */
  constructor(private readonly onBroken: (error: Error) => void) {
    this.#worker = new Worker(new URL('./network-thread-entry.js', import.meta.url));
    this.#worker.unref();
    this.#worker.on('message', (answer: FromThread) => this.#receive(answer));
    this.#worker.on('error', (error: Error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('the thread of networks ended by itself')));
  }

  /** Number of requests without an answer yet. They are handled in order. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Sends a request and returns its answer. Rejects with the thread's error, whose `code` is kept. */
  request<Type extends keyof ThreadAnswers>(
    message: WithoutId<Extract<ToThread, { type: Type }>>,
    transfer: ArrayBuffer[] = [],
  ): Promise<ThreadAnswers[Type]> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as unknown as PendingRequest['resolve'], reject });
      this.#worker.ref(); // keeps the process alive until the answer
      this.#worker.postMessage({ ...message, id }, transfer);
    });
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    this.#ended = new Error('the thread of networks was closed');
    await this.#worker.terminate();
  }

  #receive(answer: FromThread): void {
    this.usage = answer.usage;
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if (this.#pending.size === 0) this.#worker.unref();
    if (answer.type === 'failed')
      pending?.reject(Object.assign(new Error(answer.message), answer.code === undefined ? {} : { code: answer.code }));
    else pending?.resolve(answer);
  }

  #end(error: Error): void {
    if (!this.#ended) this.onBroken(error);
    this.#ended ??= error;
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }
}
