import type { Queues } from '../queue/index.js';
import { type Database, listWorkers, prune } from '../store/base/index.js';
import { dueFineTunes, getFineTune } from '../store/fine-tunes/index.js';
import { dueGames } from '../store/games/index.js';
import { addSwissRounds, advanceTournaments } from '../store/tournaments/index.js';
import { causeOf } from './compute-error.js';
import type { Log } from './log.js';
import { releaseStudies } from './release-studies.js';
import { applyStopRules } from './stop-rules.js';

/** Maximum number of fine-tune jobs enqueued per pass; later passes enqueue the next. */
const FINE_TUNE_BATCH = 64;
/** Default pause between passes, ms; a prime, so that the reconcilers of several processes do not synchronise. */
const PERIOD_MS = 1_511;
/** Time between two deletions of rows that are no longer needed, ms. */
const PRUNE_PERIOD_MS = 3_600_011;

/** What one pass did. */
interface ReconcileCounts {
  /** State transitions of tournaments. */
  readonly moves: number;
  /** Fine-tunes, and tournaments with games, for which jobs were enqueued. */
  readonly fineTunes: number;
  readonly matches: number;
}

/**
 * One pass: advances tournaments, applies stop rules, releases cells of studies, and enqueues a job for all due work.
 * Jobs have unique ids, so passes may run concurrently in several processes, and a queue that lost its jobs is
 * refilled.
 *
 * The id of a fine-tune job contains the epoch: after a crash the epoch has changed, and the new job need not wait
 * until the queue gives up the old one. A tournament gets one job per match worker, so that all of them can play its
 * games.
 *
 * @internal Exported for tests, which run single passes.
 */
export async function reconcile(db: Database, queues: Pick<Queues, 'enqueue'>, log: Log): Promise<ReconcileCounts> {
  for (const { id, round, games } of await addSwissRounds(db))
    log.info({ tournamentId: id, round, games }, 'the next round is paired');
  const moves = await advanceTournaments(db);
  for (const { id, from, to } of moves) log.info({ tournamentId: id, from, to }, 'tournament moves on');

  await applyStopRules(db, log);
  await releaseStudies(db, log);

  const fineTunes = await dueFineTunes(db.pool, FINE_TUNE_BATCH);
  for (const id of fineTunes) {
    const row = await getFineTune(db.pool, id);
    if (row) await queues.enqueue({ kind: 'fine-tune', id, attempt: row.epoch });
  }

  const tournaments = await dueGames(db.pool);
  if (tournaments.length > 0) {
    const workers = (await listWorkers(db.pool)).filter(({ kind }) => kind === 'match').length;
    for (const tournamentId of tournaments) {
      for (let attempt = 0; attempt < Math.max(1, workers); attempt++)
        await queues.enqueue({ kind: 'match', tournamentId, attempt });
    }
  }
  return { moves: moves.length, fineTunes: fineTunes.length, matches: tournaments.length };
}

/** Options of `startReconciler`. */
export interface ReconcilerOptions {
  readonly db: Database;
  readonly queues: Pick<Queues, 'enqueue'>;
  readonly log: Log;
  /** Ends the loop after the current pass. */
  readonly signal: AbortSignal;
  /** Pause between two passes, ms. Default 1.5 s. */
  readonly periodMs?: number | undefined;
}

/** A running reconciler loop. */
export interface Reconciler {
  /** Starts the next pass at once, because work has become due; during a pass, requests one more. */
  nudge(): void;
  /** Resolves when the last pass after the signal is over. */
  readonly done: Promise<void>;
}

/**
 * Runs passes until the signal aborts, one at a time. A pass that fails because the database or queue is unavailable is
 * logged; the next one retries.
 */
export function startReconciler(options: ReconcilerOptions): Reconciler {
  const { db, queues, log, signal, periodMs = PERIOD_MS } = options;
  let nudged = false;
  let wake: () => void = () => undefined;
  const pause = async (): Promise<void> => {
    if (nudged || signal.aborted) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      wake = resolve;
      timer = setTimeout(resolve, periodMs);
    });
    clearTimeout(timer);
  };
  let prunedAt = 0;
  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      nudged = false;
      try {
        await reconcile(db, queues, log);
        if (Date.now() - prunedAt > PRUNE_PERIOD_MS) {
          log.debug(await prune(db.pool), 'old rows are gone');
          prunedAt = Date.now();
        }
      } catch (error) {
        log.warn({ cause: causeOf(error) }, 'reconciling failed and is tried again');
      }
      await pause();
    }
  };
  signal.addEventListener('abort', () => wake(), { once: true });
  return {
    nudge() {
      nudged = true;
      wake();
    },
    done: loop(),
  };
}
