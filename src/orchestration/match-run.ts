import type { GameOrder, GameResult, PlannedContestant } from '../spec/index.js';
import { tellWorkDue } from '../store/base/index.js';
import { claimGames, recordResults, releaseGames, renewGames } from '../store/games/index.js';
import { getContestants } from '../store/tournaments/index.js';
import type { ContestantKey, GameKey, TournamentId } from '../vocabulary/index.js';
import { causeOf } from './compute-error.js';
import type { ComputeTask } from './compute-task.js';
import { keepLease } from './keep-lease.js';
import { persist } from './persist.js';
import { RateRecorder } from './rate-recorder.js';
import { plannedContestant, settleDeliveries } from './replay-games.js';
import { PlayingClock } from './work-clocks.js';
import type { WorkerContext } from './worker-context.js';

/** Time between two attempts to claim where the last found no due games, ms; children may finish meanwhile. */
const RECLAIM_PERIOD_MS = 1_000;

/** Why a run was stopped; `record`: results could not be written. */
type StopReason = 'shutdown' | 'cancelled' | 'record';

/** Claimed games, with the contestants among them that the child does not know yet. */
interface GameBatch {
  readonly games: readonly GameOrder[];
  readonly contestants: readonly PlannedContestant[];
}

/**
 * One worker's share of a tournament: claims due games, has the compute child play them, records results batch by
 * batch, and claims more games while others are still being played: after each batch, and by the clock, because the
 * last few games can take long without any result.
 *
 *   claimed --child plays--> recorded            (epoch checked by the store)
 *   claimed --stop, crash--> released            (due again at once)
 *   claimed --this process is killed--> lease expires, another worker claims and plays the same game
 */
export class MatchRun {
  /** Epochs of the games that are claimed and not yet recorded. */
  readonly #held = new Map<GameKey, number>();
  /** Contestants that have been sent to the child. */
  readonly #knownContestants = new Set<ContestantKey>();
  #task: ComputeTask<'play'> | undefined;
  #clock: PlayingClock | undefined;
  /** The chain of recording and claiming, which run one after the other. */
  #pending: Promise<void> = Promise.resolve();
  #stop: StopReason | undefined;
  #failure: unknown;
  /** Cause recorded with released games; see `releaseGames`. */
  #releaseCause = 'stopped';
  #closed = false;
  #lastEmptyClaimAt = 0;
  /** Games that were sent to the child and that it had not started when it told last. */
  #waiting = 0;

  constructor(
    private readonly context: WorkerContext,
    private readonly tournamentId: TournamentId,
  ) {}

  /**
   * Plays until no more games can be claimed, or until stopped from outside. Rejects if the child fails or results
   * cannot be recorded.
   */
  async play(): Promise<void> {
    const { compute, home, gamesHeld, shutdown, log } = this.context;
    if (shutdown.aborted) return;
    const first = await this.#claim();
    if (!first) return;
    log.info({ games: first.games.length }, 'games start');
    const recorder = new RateRecorder({ kind: 'match', home, compute, log });
    this.#clock = new PlayingClock(recorder);
    this.#clock.expect(first.games, first.contestants);
    this.#waiting = first.games.length;
    const task = compute.start<'play'>(
      { type: 'play', home, concurrency: Math.ceil(gamesHeld * 0.75), ...first },
      { onGames: (results, waiting) => this.#enqueue(results, waiting) },
    );
    this.#task = task;
    const onShutdown = (): void => this.#end('shutdown');
    const stopRenewing = this.#keepLeases();
    const stopReclaiming = this.#reclaimByTheClock();
    shutdown.addEventListener('abort', onShutdown, { once: true });
    if (shutdown.aborted) onShutdown();
    try {
      await task.result;
      stopReclaiming();
      await this.#pending;
    } catch (error) {
      stopReclaiming(); // a claim after the last wait would leave games without anybody to release them
      await this.#pending;
      if (this.#stop === undefined || this.#stop === 'record')
        this.#releaseCause = causeOf(this.#failure ?? error).code;
      if (this.#stop === undefined) throw error;
    } finally {
      stopRenewing();
      this.#clock.record();
      await recorder.end();
      shutdown.removeEventListener('abort', onShutdown);
      await this.#release();
      // of this run, or of one that ended before it could
      if (!shutdown.aborted) await settleDeliveries(this.context, this.tournamentId);
      await this.#tellEnd();
    }
    if (this.#stop === 'record') throw this.#failure;
    log.info({ stop: this.#stop }, 'games end');
  }

  /**
   * Claims the next due games, up to the limit of games held. Returns undefined if there are none.
   */
  async #claim(): Promise<GameBatch | undefined> {
    const { db, workerId, leaseMs, gamesHeld } = this.context;
    const limit = gamesHeld - this.#held.size;
    if (limit <= 0) return undefined;
    const claimed = await claimGames(db, { tournamentId: this.tournamentId, worker: workerId, limit, leaseMs });
    if (claimed.length === 0) return undefined;
    const unknown = new Set<ContestantKey>();
    for (const { order, epoch } of claimed) {
      this.#held.set(order.gameKey, epoch);
      for (const key of [order.white, order.black]) if (!this.#knownContestants.has(key)) unknown.add(key);
    }
    const rows = unknown.size === 0 ? [] : await getContestants(db.pool, this.tournamentId);
    for (const key of unknown) this.#knownContestants.add(key);
    return {
      games: claimed.map(({ order }) => order),
      contestants: rows.filter(({ key }) => unknown.has(key)).map(plannedContestant),
    };
  }

  #enqueue(results: readonly GameResult[], waiting: number): void {
    this.#clock?.add(results);
    this.#pending = this.#pending
      .then(() => this.#record(results))
      .then(() => {
        this.#waiting = waiting;
        return this.#refill();
      })
      .catch((error: unknown) => {
        this.#failure ??= error;
        this.#end('record');
      });
  }

  /** Tries to claim once a period, results or not, until the returned function is called. */
  #reclaimByTheClock(): () => void {
    let waits = false;
    const timer = setInterval(() => {
      if (waits) return; // behind results that the database does not take at present
      waits = true;
      this.#pending = this.#pending
        .then(() => this.#refill())
        .catch((error: unknown) => this.context.log.warn({ cause: causeOf(error) }, 'games could not be claimed'))
        .finally(() => (waits = false));
    }, RECLAIM_PERIOD_MS);
    return () => clearInterval(timer);
  }

  async #record(results: readonly GameResult[]): Promise<void> {
    const { db, workerId, log } = this.context;
    if (this.#failure !== undefined) return; // the games are released and played again
    const counted = results.flatMap((result) => {
      const epoch = this.#held.get(result.gameKey);
      return epoch === undefined ? [] : [{ ...result, epoch }];
    });
    const outcome = await persist(
      () => recordResults(db, { tournamentId: this.tournamentId, worker: workerId, results: counted }),
      log,
    );
    for (const { gameKey } of results) this.#held.delete(gameKey);
    log.debug({ outcome, held: this.#held.size }, 'results recorded');
  }

  /** Claims more games when few are waiting. Ends the request when no games are due and none is held. */
  async #refill(): Promise<void> {
    const { gamesHeld } = this.context;
    if (this.#stop !== undefined || this.#closed || this.#waiting > gamesHeld / 8) return;
    const idle = this.#held.size === 0;
    if (!idle && performance.now() - this.#lastEmptyClaimAt < RECLAIM_PERIOD_MS) return;
    const more = await this.#claim();
    if (more) {
      this.#clock?.expect(more.games, more.contestants);
      this.#waiting += more.games.length;
      return this.#task?.moreGames(more.games, more.contestants);
    }
    this.#lastEmptyClaimAt = performance.now();
    if (!idle) return;
    this.#closed = true;
    this.#task?.noMoreGames();
  }

  #keepLeases(): () => void {
    const { db, workerId, leaseMs, log } = this.context;
    return keepLease({
      leaseMs,
      log,
      renew: async () => {
        const { cancelRequested } = await renewGames(db.pool, {
          tournamentId: this.tournamentId,
          worker: workerId,
          leaseMs,
        });
        return cancelRequested ? 'cancelled' : 'held';
      },
      onEnd: () => this.#end('cancelled'),
    });
  }

  #end(reason: StopReason): void {
    this.#stop ??= reason;
    this.#task?.cancel();
  }

  /** The tournament may have come to its end, a round of a Swiss may be over, or games were given back. */
  async #tellEnd(): Promise<void> {
    const { db, log } = this.context;
    await tellWorkDue(db.pool).catch((error: unknown) => log.debug({ cause: causeOf(error) }, 'nobody was told'));
  }

  async #release(): Promise<void> {
    const { db, workerId, log } = this.context;
    if (this.#held.size === 0) return;
    const released = await persist(
      () => releaseGames(db.pool, { tournamentId: this.tournamentId, worker: workerId, cause: this.#releaseCause }),
      log,
    );
    log.info({ released }, 'unplayed games given back');
  }
}
