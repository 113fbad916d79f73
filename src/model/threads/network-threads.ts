/**
 * Networks in threads beside the thread that plays the games. A single chain of kernels, some too small to be split
 * over processors, leaves processors partly idle. So there is one thread per processor, each holds every network, and a
 * forward pass goes to the thread with the fewest pending requests.
 */
import type { Chess } from 'chessops';
import type { Segment } from '../boards/index.js';
import { BoardBatch, concatEvaluations, MAX_BATCH, type MovesEvaluation } from '../boards/index.js';
import { type LoadedNetwork, NetworkThread, type ThreadUsage } from './network-thread.js';

/** A board and the network that evaluates its moves. */
interface AssignedBoard {
  /** A ThreadNetwork. */
  readonly model: object;
  readonly position: Chess;
  /** Policy indices of the legal moves. */
  readonly legal: readonly number[];
}

/** A set of threads that all hold the same networks. */
export class NetworkThreads {
  readonly #threads: readonly NetworkThread[];
  readonly #families = new Map<number, ThreadFamily>();
  /** Batches for reuse. */
  readonly #free: BoardBatch[] = [];
  #broken = false;

  /** `onBroken` is called once if a thread ends other than by `close`, or if the threads no longer hold the same. */
  constructor(
    count: number,
    private readonly onBroken: (error: Error) => void = () => undefined,
  ) {
    this.#threads = Array.from({ length: count }, () => new NetworkThread((error) => this.#break(error)));
  }

  /** Number of threads. */
  get count(): number {
    return this.#threads.length;
  }

  /** Resource usage of all threads together. */
  get usage(): ThreadUsage {
    const sum = (part: keyof ThreadUsage): number => this.#threads.reduce((total, { usage }) => total + usage[part], 0);
    return { kept: sum('kept'), busySeconds: sum('busySeconds') };
  }

  /**
   * Loads a checkpoint folder in every thread. Returns undefined for an evaluation network, which plays by search and
   * cannot live in a thread. Rejects as loadNetwork does.
   */
  async load(dir: string): Promise<ThreadNetwork | undefined> {
    // All threads get the same requests in the same order, so a network has the same address in each.
    const answers = await Promise.allSettled(
      this.#threads.map((thread) => thread.request<'load'>({ type: 'load', dir })),
    );
    const loaded = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.network] : []));
    const failure = answers.find((answer) => answer.status === 'rejected');
    if (failure && loaded.length > 0) this.#break(new Error('not every thread could load a network'));
    if (failure) throw failure.reason;
    const [network] = loaded;
    if (!network) return undefined;
    let family = this.#families.get(network.family);
    if (!family) this.#families.set(network.family, (family = new ThreadFamily(this, network.family)));
    return new ThreadNetwork(family, network.member);
  }

  /** Evaluates boards of one family, those of one network consecutive. Rejects where a thread fails. */
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
    const thread = this.#threads.reduce((idlest, other) => (other.pending < idlest.pending ? other : idlest));
    const answer = await thread.request<'evaluate'>(
      { type: 'evaluate', family, segments: segmentsOf(boards), count, moveCount, planes, moves },
      [planes.buffer, moves.buffer],
    );
    this.#free.push(new BoardBatch(answer.planes, answer.moves));
    return answer.evaluation;
  }

  /** Unloads a network from every thread. Rejects where a thread fails. */
  async unload(network: LoadedNetwork): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.request<'unload'>({ type: 'unload', ...network })));
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    this.#broken = true;
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #break(error: Error): void {
    if (!this.#broken) this.onBroken(error);
    this.#broken = true;
  }
}

/** Evaluates moves for all networks of one family (board-family.ts), in the threads. */
class ThreadFamily {
  /** Forward passes to keep in flight: per thread, one running and one queued. */
  readonly concurrency: number;

  constructor(
    private readonly threads: NetworkThreads,
    private readonly family: number,
  ) {
    this.concurrency = 2 * threads.count;
  }

  evaluateMoves(boards: readonly AssignedBoard[]): Promise<MovesEvaluation> {
    return this.threads.evaluateMoves(this.family, boards);
  }

  unload(member: number): Promise<void> {
    return this.threads.unload({ family: this.family, member });
  }
}

/** A network loaded in the threads. Networks with the same `evaluator` can be evaluated in one forward pass. */
export class ThreadNetwork {
  constructor(
    readonly evaluator: ThreadFamily,
    readonly number: number,
  ) {}

  /** Unloads the network from the threads. */
  dispose(): void {
    void this.evaluator.unload(this.number).catch(() => undefined); // threads that ended hold nothing
  }
}

/** Groups consecutive boards of the same network. */
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
