import { setTimeout as sleep } from 'node:timers/promises';
import { jobIdOf, type MatchJob } from '../queue/index.js';
import { failTournament } from '../store/tournaments/index.js';
import type { TournamentId } from '../vocabulary/index.js';
import { causeOf, isPermanent } from './compute-error.js';
import { MatchRun } from './match-run.js';
import type { WorkerContext } from './worker-context.js';

/** Maximum delay after consecutive failures, ms: jobs come again, and a persistent fault must not load the machine. */
const MAX_BACKOFF_MS = 30_000;

/** Consecutive failures of a tournament after which a permanent cause ends it. */
const MAX_PERMANENT_FAILURES = 5;

/**
 * Returns the handler of match jobs: "this tournament has games to play". A failed run releases its games, and the
 * reconciler enqueues another job; consecutive failures delay this worker exponentially. A permanent cause ends the
 * tournament after five failures.
 */
export function matchWorker(context: WorkerContext): (job: MatchJob) => Promise<void> {
  let failures = 0;
  const failuresOf = new Map<TournamentId, number>();
  return async (job) => {
    const { tournamentId } = job;
    const log = context.log.child({ tournamentId, jobId: jobIdOf(job) });
    try {
      await new MatchRun({ ...context, log }, tournamentId).play();
      failures = 0;
      failuresOf.delete(tournamentId);
    } catch (error) {
      const backoffMs = Math.min(MAX_BACKOFF_MS, 500 * 2 ** failures++);
      const cause = causeOf(error);
      log.error({ cause, failures, rest: backoffMs }, 'games could not be played and were given back');
      const failuresHere = (failuresOf.get(tournamentId) ?? 0) + 1;
      failuresOf.set(tournamentId, failuresHere);
      if (failuresHere >= MAX_PERMANENT_FAILURES && isPermanent(cause.code)) {
        failuresOf.delete(tournamentId);
        await failTournament(context.db, tournamentId, cause);
        return;
      }
      await sleep(backoffMs, undefined, { signal: context.shutdown }).catch(() => undefined);
    }
  };
}
