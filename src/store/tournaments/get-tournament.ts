import type { Queryable, TournamentRow, TournamentSummary } from '../base/index.js';
import { first, isUuid, TOURNAMENT_SUMMARY } from '../base/index.js';

export async function getTournament(q: Queryable, id: string): Promise<TournamentRow | null> {
  return isUuid(id)
    ? first<TournamentRow>(q, `select ${TOURNAMENT_SUMMARY}, plan from tournament where id = $1`, [id])
    : null;
}

/** Without the plan: one small row by its key, for ETags before any heavy query. */
export async function getTournamentSummary(q: Queryable, id: string): Promise<TournamentSummary | null> {
  return isUuid(id)
    ? first<TournamentSummary>(q, `select ${TOURNAMENT_SUMMARY} from tournament where id = $1`, [id])
    : null;
}
