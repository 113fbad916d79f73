import type { Queues } from '../queue/index.js';
import { type Database, listWorkers, prune } from '../store/base/index.js';
import { dueFineTunes, getFineTune } from '../store/fine-tunes/index.js';
import { dueGames } from '../store/games/index.js';
import { addSwissRounds, advanceTournaments } from '../store/tournaments/index.js';
import { causeOf } from './compute-error.js';
import type { Log } from './log.js';
import { releaseStudies } from './release-studies.js';
import { applyStopRules } from './stop-rules.js';

/** Hints for so many fine-tunes at a time: later ones come when these are taken. */
const FINE_TUNES_AT_A_TIME = 64;
/** A prime, so that the reconcilers of several processes do not beat together. Milliseconds. */
const PERIOD = 1_511;
/** Between looks for rows that nobody needs any more. Milliseconds. */
const PRUNE_EVERY = 3_600_011;

export interface Reconciled {
  readonly moves: number;
  readonly fineTunes: number;
  readonly matches: number;
}

/**
 * Compares the record with what should be going on: moves tournaments on, and hints at all work that is due. Every hint
 * has a name of its own, so this may run anywhere at any time, and a queue that lost everything is filled again.
 *
 * A fine-tune's hint carries its epoch: after a crash the epoch is another, and the new hint need not wait until the
 * queue gives up the old one. A tournament gets as many hints as there are match workers, so that all of them may play
 * in it.
 */
export async function reconcile(db: Database, queues: Pick<Queues, 'enqueue'>, log: Log): Promise<Reconciled> {
  for (const { id, round, games } of await addSwissRounds(db))
    log.info({ tournamentId: id, round, games }, 'the next round is paired');
  const moves = await advanceTournaments(db);
  for (const { id, from, to } of moves) log.info({ tournamentId: id, from, to }, 'tournament moves on');

  await applyStopRules(db, log);
  await releaseStudies(db, log);

  const fineTunes = await dueFineTunes(db.pool, FINE_TUNES_AT_A_TIME);
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

export interface ReconcilerOptions {
  readonly db: Database;
  readonly queues: Pick<Queues, 'enqueue'>;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Pause between two passes, ms. */
  readonly periodMs?: number | undefined;
}

export interface Reconciler {
  /** Reconciles soon instead of at the next pass: something has become due. During a pass it asks for one more. */
  nudge(): void;
  /** Resolves after the signal, when the last pass is over. */
  readonly done: Promise<void>;
}

/**
 * Reconciles until the signal, one pass at a time; a pass that fails (database or queue away) is logged and the next one
 * tries again.
 */
export function startReconciler(options: ReconcilerOptions): Reconciler {
  const { db, queues, log, signal, periodMs = PERIOD } = options;
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
  let pruned = 0;
  const rounds = async (): Promise<void> => {
    while (!signal.aborted) {
      nudged = false;
      try {
        await reconcile(db, queues, log);
        if (Date.now() - pruned > PRUNE_EVERY) {
          log.debug(await prune(db.pool), 'old rows are gone');
          pruned = Date.now();
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
    done: rounds(),
  };
}
