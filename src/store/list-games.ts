import type { GameState } from '../vocabulary/index.js';
import type { Queryable } from './database.js';
import { all, GAME, GAME_TABLES, isUuid } from './rows.js';
import type { GameRow, Page } from './types.js';

export interface GameFilter extends Page<number> {
  readonly state?: GameState | undefined;
}

/** In the order of the schedule; `after` is a game's number. */
export async function listGames(q: Queryable, tournamentId: string, { after, limit, state }: GameFilter): Promise<GameRow[]> {
  if (!isUuid(tournamentId)) return [];
  return all<GameRow>(
    q,
    `select ${GAME} from ${GAME_TABLES}
     where g.tournament_id = $1 and ($2::bigint is null or g.number > $2) and ($3::text is null or g.state = $3)
     order by g.number limit $4`,
    [tournamentId, after ?? null, state ?? null, limit],
  );
}
