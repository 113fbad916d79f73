import { isHash } from '../../vocabulary/index.js';
import type { GameRow, Queryable } from '../base/index.js';
import { first, GAME, GAME_JOINS, isUuid } from '../base/index.js';

/**
 * Which game: by its number in a tournament, or by its key. Equal plans have equal keys: without a tournament the
 * newest is meant.
 */
export type GameName =
  | { readonly tournamentId: string; readonly number: number }
  | { readonly gameKey: string; readonly tournamentId?: string | undefined };

export async function getGame(q: Queryable, name: GameName): Promise<GameRow | null> {
  if (name.tournamentId !== undefined && !isUuid(name.tournamentId)) return null;
  if ('number' in name)
    return first<GameRow>(q, `select ${GAME} from game g ${GAME_JOINS} where g.tournament_id = $1 and g.number = $2`, [
      name.tournamentId,
      name.number,
    ]);
  if (!isHash(name.gameKey)) return null;
  return first<GameRow>(
    q,
    `select ${GAME} from game g ${GAME_JOINS} where g.game_key = $1 and ($2::uuid is null or g.tournament_id = $2)
     order by g.tournament_id desc limit 1`,
    [name.gameKey, name.tournamentId ?? null],
  );
}
