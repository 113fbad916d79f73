/** Results with other moves than the game on record: which wait for a decision, and what became of it. */
import type { GameToReplay } from '../../spec/index.js';
import type { GameKey } from '../../vocabulary/index.js';
import { appendEvents, type Database, type NewEvent, type Queryable, queryAll } from '../base/index.js';

/** Recorded games of a tournament for which a result with other moves waits to be settled, in the schedule's order. */
export async function gamesWithOtherMoves(q: Queryable, tournamentId: string): Promise<GameToReplay[]> {
  const rows = await queryAll<GameToReplay['order'] & GameToReplay['recorded']>(
    q,
    `select g.game_key as "gameKey", g.white, g.black, g.opening, t.max_plies as "maxPlies",
       r.moves, r.result, r.termination
     from game g join tournament t on t.id = g.tournament_id
       join result r on r.tournament_id = g.tournament_id and r.game_key = g.game_key
     where g.tournament_id = $1 and exists (
       select from superseded_result s
       where s.tournament_id = $1 and s.game_key = g.game_key and s.reason = 'other-moves')
     order by g.number`,
    [tournamentId],
  );
  return rows.map(({ moves, result, termination, ...order }) => ({ order, recorded: { moves, result, termination } }));
}

interface Settlement {
  readonly tournamentId: string;
  /** Games whose decisions on record were checked. */
  readonly games: readonly GameKey[];
  /** Those of them whose record differs by more than the tolerance. */
  readonly differing: readonly GameKey[];
}

/**
 * Settles the waiting results of games: conflicts, with one event each, where the record itself differs from what its
 * networks decide; ties elsewhere. Settled results stay as they are. Returns the number of new conflicts.
 */
export function settleOtherMoves(db: Database, { tournamentId, games, differing }: Settlement): Promise<number> {
  return db.transaction(async (client) => {
    await client.query('select from tournament where id = $1 for update', [tournamentId]);
    const settled = await queryAll<Extract<NewEvent, { type: 'conflict' }>['data'] & { reason: string }>(
      client,
      `update superseded_result s set reason = case when s.game_key = any($3) then 'conflict' else 'tie' end
       from result r
       where s.tournament_id = $1 and s.game_key = any($2) and s.reason = 'other-moves'
         and r.tournament_id = $1 and r.game_key = s.game_key
       returning s.number, s.game_key as "gameKey", s.epoch, s.worker, s.moves_hash as "movesHash",
         r.moves_hash as recorded, s.reason`,
      [tournamentId, games, differing],
    );
    const events = settled.flatMap(({ reason, ...data }): NewEvent[] =>
      reason === 'conflict' ? [{ type: 'conflict', data }] : [],
    );
    if (settled.length > 0) await appendEvents(client, tournamentId, events);
    return events.length;
  });
}
