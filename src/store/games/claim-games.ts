/** Which worker plays a game: what is due, claims, and the renewal and release of leases. */
import type { GameOrder } from '../../spec/index.js';
import type { TournamentId } from '../../vocabulary/index.js';
import { appendEvents, type Database, isUuid, type Queryable, queryAll, queryOne } from '../base/index.js';

/**
 * SQL condition: the game `g` of `tournament` (an SQL expression) may be claimed now. It is due or its lease has
 * expired, and both contestants can play. Their keys are collected once into an array: with a join the planner sorts
 * the whole schedule for every claim.
 */
function isPlayableSql(tournament: string): string {
  const ready = `any(array(select key from contestant
      where tournament_id = ${tournament} and (checkpoint is not null or anchor is not null)))`;
  return `g.tournament_id = ${tournament} and g.state <> 'done'
    and (g.state = 'due' or (g.state = 'claimed' and g.lease_until < now()))
    and g.white = ${ready} and g.black = ${ready}`;
}

/** Tournaments with a game that may be claimed now, oldest first. */
export async function dueGames(q: Queryable): Promise<TournamentId[]> {
  const rows = await queryAll<{ id: TournamentId }>(
    q,
    `select t.id from tournament t
       cross join lateral (select from game g where ${isPlayableSql('t.id')} limit 1) playable
     where t.state in ('created', 'running') and not t.cancel_requested
     order by t.id`,
  );
  return rows.map(({ id }) => id);
}

interface GameClaim {
  readonly tournamentId: string;
  /** UUID of the worker. */
  readonly worker: string;
  /** Maximum number of games. */
  readonly limit: number;
  readonly leaseMs: number;
}

/** A game that a worker holds a lease on. */
export interface ClaimedGame {
  readonly number: number;
  /** Fencing token: sent back with the result. */
  readonly epoch: number;
  readonly order: GameOrder;
}

/**
 * Claims the next playable games of a schedule. An expired attempt of another worker is logged as lost. Claims of one
 * tournament are serialised by its row lock (held for some milliseconds), so no two workers get the same game, and each
 * gets consecutive ones.
 */
export async function claimGames(
  db: Database,
  { tournamentId, worker, limit, leaseMs }: GameClaim,
): Promise<ClaimedGame[]> {
  if (!isUuid(tournamentId)) return [];
  return db.transaction(async (client) => {
    const open = await queryOne<{ maxPlies: number }>(
      client,
      `select max_plies as "maxPlies" from tournament
       where id = $1 and state in ('created', 'running') and not cancel_requested for update`,
      [tournamentId],
    );
    if (!open) return [];
    const rows = await queryAll<Omit<GameOrder, 'maxPlies'> & { number: number; epoch: number }>(
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

interface GamesRenewal {
  readonly tournamentId: string;
  readonly worker: string;
  readonly leaseMs: number;
}

/**
 * Extends the leases of all games that a worker holds; `held` is their number. `cancelRequested` is also true when the
 * tournament has ended or is gone: then the worker stops. As everywhere, the tournament's row is locked before its
 * games.
 */
export async function renewGames(
  q: Queryable,
  { tournamentId, worker, leaseMs }: GamesRenewal,
): Promise<{ cancelRequested: boolean; held: number }> {
  const row = await queryOne<{ cancelRequested: boolean; held: number }>(
    q,
    `with t as (
       select id, cancel_requested or state not in ('created', 'running') as over from tournament
       where id = $1 for update),
     renewed as (
       update game set lease_until = now() + $3 * interval '1 millisecond'
       from t where game.tournament_id = t.id and game.worker = $2 and game.state = 'claimed' returning number)
     select over as "cancelRequested", (select count(*) from renewed) as held from t`,
    [tournamentId, worker, leaseMs],
  );
  return row ?? { cancelRequested: true, held: 0 };
}

interface GamesRelease {
  readonly tournamentId: string;
  readonly worker: string;
  /** Stable code of what ended the attempts, such as `child-exited`; `stopped` when the worker was asked to stop. */
  readonly cause: string;
}

/**
 * Releases all games that a worker holds, so that others need not wait for its leases to expire. Returns their number.
 */
export async function releaseGames(q: Queryable, { tournamentId, worker, cause }: GamesRelease): Promise<number> {
  const row = await queryOne<{ released: number }>(
    q,
    `with t as (select id from tournament where id = $1 for update),
     released as (
       update game set state = 'due', lease_until = null, worker = null
       from t where game.tournament_id = t.id and game.worker = $2 and game.state = 'claimed' returning number, epoch),
     logged as (
       insert into lost_attempt (tournament_id, number, epoch, cause, worker)
       select $1, number, epoch, $3, $2 from released on conflict do nothing),
     touched as (
       update tournament set version = version + 1
       from t where tournament.id = t.id and exists (select from released) returning tournament.id)
     select count(*) as released from released`,
    [tournamentId, worker, cause],
  );
  return row?.released ?? 0;
}
