import type { TournamentKind, TournamentState } from '../../vocabulary/index.js';
import type { Page, Queryable, TournamentSummary } from '../base/index.js';
import { all, isUuid, TOURNAMENT_SUMMARY } from '../base/index.js';

export interface TournamentFilter extends Page {
  readonly state?: TournamentState | undefined;
  readonly kind?: TournamentKind | undefined;
}

/** Newest first; `after` is an id. */
export async function listTournaments(
  q: Queryable,
  { after, limit, state, kind }: TournamentFilter,
): Promise<TournamentSummary[]> {
  if (after !== undefined && !isUuid(after)) return [];
  return all<TournamentSummary>(
    q,
    `select ${TOURNAMENT_SUMMARY} from tournament
     where ($1::uuid is null or id < $1) and ($2::text is null or state = $2) and ($3::text is null or kind = $3)
     order by id desc limit $4`,
    [after ?? null, state ?? null, kind ?? null, limit],
  );
}
