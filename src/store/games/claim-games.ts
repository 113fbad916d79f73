import type { GameOrder } from '../../spec/index.js';
import type { Database } from '../base/index.js';
import { all, appendEvents, first, isUuid } from '../base/index.js';
import { isPlayableSql } from './due-games.js';

export interface GameClaim {
  readonly tournamentId: string;
  readonly worker: string;
  readonly limit: number;
  readonly leaseMs: number;
}

export interface ClaimedGame {
  readonly number: number;
  /** The fence: it goes back with the result. */
  readonly epoch: number;
  readonly order: GameOrder;
}

/**
 * Takes the next games of the schedule; the attempt of a worker that let its lease run out is noted as lost. Claims of
 * one tournament follow each other under its row's lock (held for some milliseconds), so no two workers get the same
 * game and each gets a run of neighbours.
 */
export async function claimGames(
  db: Database,
  { tournamentId, worker, limit, leaseMs }: GameClaim,
): Promise<ClaimedGame[]> {
  if (!isUuid(tournamentId)) return [];
  return db.transaction(async (client) => {
    const open = await first<{ maxPlies: number }>(
      client,
      `select max_plies as "maxPlies" from tournament
       where id = $1 and state in ('created', 'running') and not cancel_requested for update`,
      [tournamentId],
    );
    if (!open) return [];
    const rows = await all<Omit<GameOrder, 'maxPlies'> & { number: number; epoch: number }>(
      client,
      `with next as (
         select g.number, g.state, g.epoch, g.worker from game g
         where ${isPlayableSql('$1')}
         order by g.number limit $3),
       lost as (
         insert into lost_attempt (tournament_id, number, epoch, cause, worker)
         select $1, number, epoch, 'worker-lost', worker from next where state = 'claimed' on conflict do nothing)
       update game set state = 'claimed', epoch = game.epoch + 1, attempts = attempts + 1, worker = $2,
         lease_until = now() + $4 * interval '1 millisecond'
       from next where game.tournament_id = $1 and game.number = next.number
       returning game.number, game.epoch, game_key as "gameKey", white, black, opening`,
      [tournamentId, worker, limit, leaseMs],
    );
    if (rows.length > 0) await appendEvents(client, tournamentId, []);
    return rows
      .sort((a, b) => a.number - b.number)
      .map(({ number, epoch, ...order }) => ({ number, epoch, order: { ...order, maxPlies: open.maxPlies } }));
  });
}
