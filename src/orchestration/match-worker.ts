import { setTimeout as sleep } from 'node:timers/promises';
import { jobIdOf, type MatchJob } from '../queue/index.js';
import { failTournament } from '../store/tournaments/index.js';
import type { TournamentId } from '../vocabulary/index.js';
import { causeOf, isPermanent } from './compute-error.js';
import { MatchRun } from './match-run.js';
import type { WorkerContext } from './worker-context.js';

/** Longest rest after failures in a row: the hint comes again, and a fault that stays must not burn the machine. ms. */
const MAX_BACKOFF_MS = 30_000;

/** Failures in a row of one tournament, for a reason that is not the machine's, after which it is ended. */
const MAX_PERMANENT_FAILURES = 5;

/**
 * Works on hints that a tournament has games to play. A failed run gives its games back, and the reconciler hints
 * again; after failures in a row this worker rests, longer each time. A reason that stays ends the tournament.
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
      const rest = Math.min(MAX_BACKOFF_MS, 500 * 2 ** failures++);
      const cause = causeOf(error);
      log.error({ cause, failures, rest }, 'games could not be played and were given back');
      const own = (failuresOf.get(tournamentId) ?? 0) + 1;
      failuresOf.set(tournamentId, own);
      if (own >= MAX_PERMANENT_FAILURES && isPermanent(cause.code)) {
        failuresOf.delete(tournamentId);
        await failTournament(context.db, tournamentId, cause);
        return;
      }
      await sleep(rest, undefined, { signal: context.shutdown }).catch(() => undefined);
    }
  };
}
