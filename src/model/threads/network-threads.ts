/**
 * Networks in threads beside the one that plays the games. One chain of kernels, some of them too small to be shared
 * out, leaves a part of the processors idle; so each thread holds every network, has a chain of its own for each
 * processor, and a pass goes to whichever has least to do. Which thread judges a board changes nothing: its results
 * have the same bits (docs/decisions/0001).
 */
import type { Chess } from 'chessops';
import type { Segment } from '../boards/index.js';
import { BoardBatch, concatEvaluations, MAX_BATCH, type MovesEvaluation } from '../boards/index.js';
import { type LoadedNetwork, NetworkThread, type ThreadUsage } from './network-thread.js';

/** A board with the network that is to judge its moves. */
export interface AssignedBoard {
  readonly model: object;
  readonly position: Chess;
  readonly legal: readonly number[];
}

export class NetworkThreads {
  readonly #threads: readonly NetworkThread[];
  readonly #families = new Map<number, ThreadFamily>();
  readonly #free: BoardBatch[] = [];
  #broken = false;

  /** `onBroken` is told once if a thread ends other than by `close`, or threads no longer hold the same. */
  constructor(
    count: number,
    private readonly onBroken: (error: Error) => void = () => undefined,
  ) {
    this.#threads = Array.from({ length: count }, () => new NetworkThread((error) => this.#break(error)));
  }

  get count(): number {
    return this.#threads.length;
  }

  /** Of all threads together. */
  get usage(): ThreadUsage {
    const sum = (part: keyof ThreadUsage): number => this.#threads.reduce((total, { usage }) => total + usage[part], 0);
    return { tensors: sum('tensors'), busySeconds: sum('busySeconds') };
  }

  /**
   * Loads a checkpoint folder; undefined for a network that evaluates, which plays by search. Rejects as loadNetwork
   * does.
   */
  async load(dir: string): Promise<ThreadNetwork | undefined> {
    // All threads are told the same in the same order, so a network has the same seat in each.
    const answers = await Promise.allSettled(this.#threads.map((thread) => thread.ask<'load'>({ type: 'load', dir })));
    const loaded = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.seat] : []));
    const failure = answers.find((answer) => answer.status === 'rejected');
    if (failure && loaded.length > 0) this.#break(new Error('not every thread could load a network'));
    if (failure) throw failure.reason;
    const [seat] = loaded;
    if (!seat) return undefined;
    let judge = this.#families.get(seat.family);
    if (!judge) this.#families.set(seat.family, (judge = new ThreadFamily(this, seat.family)));
    return new ThreadNetwork(judge, seat.member);
  }

  /** Judges the boards of one family; those of one network stand together. */
  async evaluateMoves(family: number, boards: readonly AssignedBoard[]): Promise<MovesEvaluation> {
    const passes: Promise<MovesEvaluation>[] = [];
    for (let from = 0; from < boards.length; from += MAX_BATCH)
      passes.push(this.#pass(family, boards.slice(from, from + MAX_BATCH)));
    return concatEvaluations(await Promise.all(passes));
  }

  async #pass(family: number, boards: readonly AssignedBoard[]): Promise<MovesEvaluation> {
    const batch = this.#free.pop() ?? new BoardBatch();
    batch.fill(
      boards.map(({ position }) => position),
      boards.map(({ legal }) => legal),
    );
    const { planes, moves, count, moveCount } = batch;
    const thread = this.#threads.reduce((least, other) => (other.waiting < least.waiting ? other : least));
    const answer = await thread.ask<'judge'>(
      { type: 'judge', family, segments: segmentsOf(boards), count, moveCount, planes, moves },
      [planes.buffer, moves.buffer],
    );
    this.#free.push(new BoardBatch(answer.planes, answer.moves));
    return answer.evaluation;
  }

  async unload(seat: LoadedNetwork): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.ask<'drop'>({ type: 'drop', ...seat })));
  }

  async close(): Promise<void> {
    this.#broken = true;
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #break(error: Error): void {
    if (!this.#broken) this.onBroken(error);
    this.#broken = true;
  }
}

/** Judges for all networks of one family (board-family.ts) beside the thread that asks. */
class ThreadFamily {
  /** One in the works in each thread, and one to take up when that is done. */
  readonly passes: number;

  constructor(
    private readonly threads: NetworkThreads,
    private readonly family: number,
  ) {
    this.passes = 2 * threads.count;
  }

  evaluateMoves(boards: readonly AssignedBoard[]): Promise<MovesEvaluation> {
    return this.threads.evaluateMoves(this.family, boards);
  }

  unload(member: number): Promise<void> {
    return this.threads.unload({ family: this.family, member });
  }
}

/** A network that lives in the threads. */
export class ThreadNetwork {
  constructor(
    readonly evaluator: ThreadFamily,
    readonly number: number,
  ) {}

  dispose(): void {
    void this.evaluator.unload(this.number).catch(() => undefined); // threads that ended hold nothing
  }
}

function segmentsOf(boards: readonly AssignedBoard[]): Segment[] {
  const segments: { member: number; boards: number }[] = [];
  for (const { model } of boards) {
    const member = (model as ThreadNetwork).number;
    const last = segments.at(-1);
    if (last?.member === member) last.boards++;
    else segments.push({ member, boards: 1 });
  }
  return segments;
}
