import type pg from 'pg';
import type { ScheduleEntry } from '../base/index.js';

/** Rows a statement: about 3 MB of arrays, so that memory stays small whatever the schedule's length. */
const CHUNK = 10_000;

/** Writes the schedule. Arrays and `unnest` make it one statement a chunk. */
export async function insertGames(
  client: pg.PoolClient,
  tournamentId: string,
  games: readonly ScheduleEntry[],
): Promise<void> {
  for (let at = 0; at < games.length; at += CHUNK) {
    const chunk = games.slice(at, at + CHUNK);
    await client.query(
      `insert into game (tournament_id, number, game_key, pair, leg, block, white, black, opening)
       select $1, * from unnest($2::int[], $3::text[], $4::int[], $5::int[], $6::int[], $7::text[], $8::text[], $9::text[])`,
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
