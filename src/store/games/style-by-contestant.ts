import { STYLE_VERSION, type StyleTotals, styleOf } from '../../tournament/standings/index.js';
import { isUuid, type Queryable, queryAll } from '../base/index.js';

/** Games that are replayed without yielding to the event loop: about a tenth of a second. */
const PAGE_SIZE = 300;

/**
 * How each contestant played, summed by the database over its recorded games. Counts of a game are cached in
 * `game_style`; games without counts of the current version are replayed first, a page at a time. The counts of a game
 * are deterministic, so concurrent callers are safe.
 */
export async function styleByContestant(q: Queryable, tournamentId: string): Promise<StyleTotals[]> {
  if (!isUuid(tournamentId)) return [];
  while ((await countPage(q, tournamentId)) === PAGE_SIZE);
  return queryAll<StyleTotals>(
    q,
    `select key, count(*)::int as games, sum(plies)::int8 as plies, sum((side->>'moves')::int)::int8 as moves,
       sum((side->>'trades')::int)::int8 as trades, sum((side->>'checks')::int)::int8 as checks,
       sum((side->>'kingMoves')::int)::int8 as "kingMoves", sum((side->>'repeats')::int)::int8 as repeats
     from (
       select g.white as key, r.plies, s.white as side from game_style s
       join result r using (tournament_id, number) join game g using (tournament_id, number) where tournament_id = $1
       union all
       select g.black, r.plies, s.black from game_style s
       join result r using (tournament_id, number) join game g using (tournament_id, number)
       where tournament_id = $1) side
     where side is not null group by key order by key`,
    [tournamentId],
  );
}

/** Counts up to PAGE_SIZE games that have no counts of this version; returns their number. */
async function countPage(q: Queryable, tournamentId: string): Promise<number> {
  const games = await queryAll<{ number: number; moves: string; opening: string }>(
    q,
    `select r.number, r.moves, g.opening from result r join game g using (tournament_id, number)
     where tournament_id = $1 and not exists (
       select from game_style s where s.tournament_id = r.tournament_id and s.number = r.number and s.version = $2)
     order by r.number limit $3`,
    [tournamentId, STYLE_VERSION, PAGE_SIZE],
  );
  if (games.length === 0) return 0;
  const rows = games.map(({ number, moves, opening }) => ({
    number,
    ...(styleOf(moves, opening) ?? { white: null, black: null }),
  }));
  await q.query(
    `insert into game_style (tournament_id, number, version, white, black)
     select $1, number, $2, white, black
     from jsonb_to_recordset($3) as row (number int, white jsonb, black jsonb) order by number
     on conflict (tournament_id, number) do update
       set version = excluded.version, white = excluded.white, black = excluded.black`,
    [tournamentId, STYLE_VERSION, JSON.stringify(rows)],
  );
  return games.length;
}
