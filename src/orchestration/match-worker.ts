import { setTimeout as sleep } from 'node:timers/promises';
import { jobIdOf, type MatchJob } from '../queue/index.js';
import type { WorkerContext } from './worker-context.js';
import { causeOf } from './compute-error.js';
import { MatchRun } from './match-run.js';

/** Longest rest after failures in a row: the hint comes again, and a fault that stays must not burn the machine. ms. */
const LONGEST_REST = 30_000;

/**
 * Works on hints that a tournament has games to play. A failed run gives its games back, and the reconciler hints
 * again; after failures in a row this worker rests, longer each time.
 */
export function matchWorker(context: WorkerContext): (job: MatchJob) => Promise<void> {
  let failures = 0;
  return async (job) => {
    const { tournamentId } = job;
    const log = context.log.child({ tournamentId, jobId: jobIdOf(job) });
    try {
      await new MatchRun({ ...context, log }, tournamentId).play();
      failures = 0;
    } catch (error) {
      const rest = Math.min(LONGEST_REST, 500 * 2 ** failures++);
      log.error({ cause: causeOf(error), failures, rest }, 'games could not be played and were given back');
      await sleep(rest, undefined, { signal: context.shutdown }).catch(() => undefined);
    }
  };
}
