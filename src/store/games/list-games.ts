import type { GameState } from '../../vocabulary/index.js';
import type { GameRow, Page, Queryable } from '../base/index.js';
import { all, GAME, GAME_JOINS, isUuid } from '../base/index.js';

export interface GameFilter extends Page<number> {
  readonly state?: GameState | undefined;
}

/**
 * In the order of the schedule; `after` is a game's number. The page is cut before anything is joined: a planner that
 * knows little of a small table joins the whole schedule.
 */
export async function listGames(
  q: Queryable,
  tournamentId: string,
  { after, limit, state }: GameFilter,
): Promise<GameRow[]> {
  if (!isUuid(tournamentId)) return [];
  return all<GameRow>(
    q,
    `with g as (
       select * from game where tournament_id = $1 and ($2::bigint is null or number > $2) and ($3::text is null or state = $3)
       order by number limit $4
     )
     select ${GAME} from g ${GAME_JOINS} order by g.number`,
    [tournamentId, after ?? null, state ?? null, limit],
  );
}
