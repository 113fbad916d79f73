/**
 * Networks in a thread of their own: it owns a TensorFlow of its own and judges boards, while the thread that plays the games goes on
 * with others. Batches go over and come back as the same buffers, which nobody copies.
 * This file is the end of the one who asks; network-thread-entry.ts is the other one.
 */
import { Worker } from 'node:worker_threads';
import type { Chess } from 'chessops';
import { BoardBatch, LARGEST_BATCH } from './board-batch.js';
import type { Segment } from './board-family.js';
import { joined, type MovesEvaluation } from './judge-moves.js';

/** Where a network lies in the thread. */
export interface Seat {
  readonly family: number;
  readonly member: number;
}

export type ToThread =
  | { readonly type: 'load'; readonly id: number; readonly dir: string }
  | { readonly type: 'judge'; readonly id: number; readonly family: number; readonly segments: readonly Segment[]; readonly count: number; readonly moveCount: number; readonly planes: Float32Array<ArrayBuffer>; readonly moves: Int32Array<ArrayBuffer> }
  | ({ readonly type: 'drop'; readonly id: number } & Seat);

export interface ThreadUsage {
  readonly tensors: number;
  /** Time that passes took, the waiting left out. */
  readonly busySeconds: number;
}

export type FromThread = { readonly id: number; readonly usage: ThreadUsage } & (
  | { readonly type: 'loaded'; readonly seat: Seat | undefined }
  | { readonly type: 'judged'; readonly evaluation: MovesEvaluation; readonly planes: Float32Array<ArrayBuffer>; readonly moves: Int32Array<ArrayBuffer> }
  | { readonly type: 'dropped' }
  | { readonly type: 'failed'; readonly message: string; readonly code: string | undefined }
);

interface Waiting {
  readonly resolve: (answer: FromThread) => void;
  readonly reject: (error: Error) => void;
}

/** A board with the network that is to judge its moves. */
export interface SeatedBoard {
  readonly model: object;
  readonly position: Chess;
  readonly legal: readonly number[];
}

export class NetworkThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #families = new Map<number, ThreadFamily>();
  readonly #free: BoardBatch[] = [];
  #nextId = 0;
  #ended: Error | undefined;
  usage: ThreadUsage = { tensors: 0, busySeconds: 0 };

  /** `onBroken` is told once if the thread ends other than by `close`; all that was asked of it rejects. */
  constructor(private readonly onBroken: (error: Error) => void = () => undefined) {
    this.#worker = new Worker(new URL('./network-thread-entry.js', import.meta.url));
    this.#worker.unref();
    this.#worker.on('message', (answer: FromThread) => this.#hear(answer));
    this.#worker.on('error', (error: Error) => this.#end(error));
    this.#worker.on('exit', () => this.#end(new Error('the thread of networks ended by itself')));
  }

  /** Loads a checkpoint folder; undefined for a network that evaluates, which plays by search. Rejects as loadNetwork does. */
  async load(dir: string): Promise<ThreadNetwork | undefined> {
    const answer = await this.#ask({ type: 'load', id: this.#nextId++, dir });
    if (answer.type !== 'loaded' || !answer.seat) return undefined;
    const { family, member } = answer.seat;
    let judge = this.#families.get(family);
    if (!judge) this.#families.set(family, (judge = new ThreadFamily(this, family)));
    return new ThreadNetwork(this, judge, member);
  }

  /** Judges the boards of one family; those of one network stand together. */
  async judge(family: number, boards: readonly SeatedBoard[]): Promise<MovesEvaluation> {
    const passes: Promise<MovesEvaluation>[] = [];
    for (let from = 0; from < boards.length; from += LARGEST_BATCH) passes.push(this.#pass(family, boards.slice(from, from + LARGEST_BATCH)));
    return joined(await Promise.all(passes));
  }

  async #pass(family: number, boards: readonly SeatedBoard[]): Promise<MovesEvaluation> {
    const batch = this.#free.pop() ?? new BoardBatch();
    batch.fill(
      boards.map(({ position }) => position),
      boards.map(({ legal }) => legal),
    );
    const { planes, moves, count, moveCount } = batch;
    const message: ToThread = { type: 'judge', id: this.#nextId++, family, segments: segmentsOf(boards), count, moveCount, planes, moves };
    const answer = await this.#ask(message, [planes.buffer, moves.buffer]);
    if (answer.type !== 'judged') throw new Error(`the thread answered ${answer.type}`);
    this.#free.push(new BoardBatch(answer.planes, answer.moves));
    return answer.evaluation;
  }

  async drop(seat: Seat): Promise<void> {
    await this.#ask({ type: 'drop', id: this.#nextId++, ...seat });
  }

  async close(): Promise<void> {
    this.#ended = new Error('the thread of networks was closed');
    await this.#worker.terminate();
  }

  #ask(message: ToThread, transfer: ArrayBuffer[] = []): Promise<FromThread> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiting.set(message.id, { resolve, reject });
      this.#worker.ref(); // an answer is on its way: the process stays for it
      this.#worker.postMessage(message, transfer);
    });
  }

  #hear(answer: FromThread): void {
    this.usage = answer.usage;
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (answer.type === 'failed') waiting?.reject(Object.assign(new Error(answer.message), answer.code === undefined ? {} : { code: answer.code }));
    else waiting?.resolve(answer);
  }

  #end(error: Error): void {
    if (!this.#ended) this.onBroken(error);
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}

/** Judges for all networks of one family (board-family.ts) beside the thread that asks. */
class ThreadFamily {
  readonly beside = true;

  constructor(
    private readonly thread: NetworkThread,
    private readonly family: number,
  ) {}

  judge(boards: readonly SeatedBoard[]): Promise<MovesEvaluation> {
    return this.thread.judge(this.family, boards);
  }

  drop(member: number): Promise<void> {
    return this.thread.drop({ family: this.family, member });
  }
}

/** A network that lives in the thread. */
export class ThreadNetwork {
  constructor(
    readonly thread: NetworkThread,
    readonly judgedBy: ThreadFamily,
    readonly number: number,
  ) {}

  dispose(): void {
    void this.judgedBy.drop(this.number).catch(() => undefined); // a thread that ended holds nothing
  }
}

function segmentsOf(boards: readonly SeatedBoard[]): Segment[] {
  const segments: { member: number; boards: number }[] = [];
  for (const { model } of boards) {
    const member = (model as ThreadNetwork).number;
    const last = segments.at(-1);
    if (last?.member === member) last.boards++;
    else segments.push({ member, boards: 1 });
  }
  return segments;
}
