import type { Database, Queryable } from '../store/base/index.js';
import { allResults } from '../store/games/index.js';
import {
  dueStopLooks,
  getTournament,
  recordStopLook,
  stopEarly,
  tournamentEvidence,
} from '../store/tournaments/index.js';
import type { SealedPlan } from '../tournament/plan/index.js';
import { type StopDecision, stopDecision } from '../tournament/verdict/index.js';
import type { TournamentId } from '../vocabulary/index.js';
import type { Log } from './log.js';

/**
 * Evaluates the stop rule of every running tournament with a sequential stop whose complete prefix of games has grown,
 * and ends those whose rule has decided; returns their ids. Safe to run concurrently in several processes: the decision
 * is a function of the record and is repeated under the tournament's lock. Nothing is lost if a process dies between
 * the end of a tournament and the record of the look.
 */
export async function applyStopRules(db: Database, log: Log): Promise<TournamentId[]> {
  const ended: TournamentId[] = [];
  for (const look of await dueStopLooks(db.pool)) {
    const decide = (q: Queryable): Promise<StopDecision | null> => decideStop(q, look.id);
    if (await decide(db.pool)) {
      const end = await stopEarly(db, look.id, decide);
      if (end) {
        log.info({ tournamentId: look.id, ...end }, 'the stop rule ends the tournament');
        ended.push(look.id);
      }
    }
    await recordStopLook(db.pool, look);
  }
  return ended;
}

async function decideStop(q: Queryable, id: TournamentId): Promise<StopDecision | null> {
  const row = await getTournament(q, id);
  if (!row) return null;
  const plan = row.plan as SealedPlan;
  return stopDecision(
    plan.kind === 'tournament' ? await tournamentEvidence(q, id, plan) : { plan, results: await allResults(q, id) },
  );
}
