import type pg from 'pg';
import { type GameState, isHash } from '../../vocabulary/index.js';
import {
  type GameRow,
  isUuid,
  type Page,
  type Queryable,
  queryAll,
  queryOne,
  type ScheduleEntry,
} from '../base/index.js';

/** Column list of GameRow, for a table `g` of games and GAME_JOINS. */
const GAME_COLUMNS = `g.tournament_id as "tournamentId", g.number, g.game_key as "gameKey", g.pair, g.leg, g.block,
  g.white, g.black, g.opening, g.state, g.epoch, g.attempts, g.worker, w.name as "whiteName", b.name as "blackName",
  r.result, r.termination, r.moves, r.plies, r.white_stats as "whiteStats", r.black_stats as "blackStats",
  r.recorded_at as "recordedAt"`;

const GAME_JOINS = `
  join contestant w on w.tournament_id = g.tournament_id and w.key = g.white
  join contestant b on b.tournament_id = g.tournament_id and b.key = g.black
  left join result r on r.tournament_id = g.tournament_id and r.game_key = g.game_key`;

/** Rows per statement: about 3 MB of arrays, so memory is constant whatever the length of the schedule. */
const CHUNK_SIZE = 10_000;

/** Inserts the games of a schedule, one statement per chunk of 10,000. */
export async function insertGames(
  client: pg.PoolClient,
  tournamentId: string,
  games: readonly ScheduleEntry[],
): Promise<void> {
  for (let from = 0; from < games.length; from += CHUNK_SIZE) {
    const chunk = games.slice(from, from + CHUNK_SIZE);
    await client.query(
      `insert into game (tournament_id, number, game_key, pair, leg, block, white, black, opening)
       select $1, *
       from unnest($2::int[], $3::text[], $4::int[], $5::int[], $6::int[], $7::text[], $8::text[], $9::text[])`,
      [
        tournamentId,
        chunk.map((game) => game.number),
        chunk.map((game) => game.gameKey),
        chunk.map((game) => game.pair),
        chunk.map((game) => game.leg),
        chunk.map((game) => game.block),
        chunk.map((game) => game.white),
        chunk.map((game) => game.black),
        chunk.map((game) => game.opening),
      ],
    );
  }
}

/**
 * Identifies a game by its number in a tournament, or by its key. Equal plans have games with equal keys: a key without
 * a tournament means the game of the newest one.
 */
type GameReference =
  | { readonly tournamentId: string; readonly number: number }
  | { readonly gameKey: string; readonly tournamentId?: string | undefined };

/** One game with its result, if any; null when there is no such game. */
export async function getGame(q: Queryable, reference: GameReference): Promise<GameRow | null> {
  if (reference.tournamentId !== undefined && !isUuid(reference.tournamentId)) return null;
  if ('number' in reference)
    return queryOne<GameRow>(
      q,
      `select ${GAME_COLUMNS} from game g ${GAME_JOINS} where g.tournament_id = $1 and g.number = $2`,
      [reference.tournamentId, reference.number],
    );
  if (!isHash(reference.gameKey)) return null;
  return queryOne<GameRow>(
    q,
    `select ${GAME_COLUMNS} from game g ${GAME_JOINS}
     where g.game_key = $1 and ($2::uuid is null or g.tournament_id = $2)
     order by g.tournament_id desc limit 1`,
    [reference.gameKey, reference.tournamentId ?? null],
  );
}

interface GameFilter extends Page<number> {
  readonly state?: GameState | undefined;
}

/**
 * A page of games in the order of the schedule; `after` is a game's number. The page is selected before the joins:
 * without statistics of a small table the query planner joins the whole schedule.
 */
export async function listGames(
  q: Queryable,
  tournamentId: string,
  { after, limit, state }: GameFilter,
): Promise<GameRow[]> {
  if (!isUuid(tournamentId)) return [];
  return queryAll<GameRow>(
    q,
    `with g as (
       select * from game
       where tournament_id = $1 and ($2::bigint is null or number > $2) and ($3::text is null or state = $3)
       order by number limit $4
     )
     select ${GAME_COLUMNS} from g ${GAME_JOINS} order by g.number`,
    [tournamentId, after ?? null, state ?? null, limit],
  );
}
