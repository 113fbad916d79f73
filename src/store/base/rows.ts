import type pg from 'pg';
import { CHILDLESS_STATES } from '../../vocabulary/index.js';
import type { Queryable } from './database.js';

/** Column lists, written once: they turn SQL names into the names of the row types. */

export const CHECKPOINT = `address, parent, kind, name, config, card, created_at as "createdAt"`;

export const DATASET = `address, kind, name, profile, created_at as "createdAt"`;

export const FINE_TUNE = `id, key, recipe, standalone, state, attempts, epoch, lease_until as "leaseUntil", worker, step,
  total_steps as "totalSteps", checkpoint, checks, error, cancel_requested as "cancelRequested", version,
  created_at as "createdAt", started_at as "startedAt", finished_at as "finishedAt"`;

export const TOURNAMENT_SUMMARY = `id, kind, name, plan_hash as "planHash", max_plies as "maxPlies", state,
  cancel_requested as "cancelRequested", error, version, event_seq as "eventSeq", chain,
  created_at as "createdAt", started_at as "startedAt", finished_at as "finishedAt"`;

export const GAME = `g.tournament_id as "tournamentId", g.number, g.game_key as "gameKey", g.pair, g.leg, g.block, g.white, g.black,
  g.opening, g.state, g.epoch, g.attempts, g.worker, w.name as "whiteName", b.name as "blackName", r.result, r.termination,
  r.moves, r.plies, r.white_stats as "whiteStats", r.black_stats as "blackStats", r.recorded_at as "recordedAt"`;

/** What GAME reads beside the games `g`. */
export const GAME_JOINS = `
  join contestant w on w.tournament_id = g.tournament_id and w.key = g.white
  join contestant b on b.tournament_id = g.tournament_id and b.key = g.black
  left join result r on r.tournament_id = g.tournament_id and r.game_key = g.game_key`;

/** The states of `isChildless`, for `in (...)` of a statement. */
export const CHILDLESS = CHILDLESS_STATES.map((state) => `'${state}'`).join(', ');

/** `first` of a statement that gives one row or none. */
export async function first<Row extends pg.QueryResultRow>(
  q: Queryable,
  sql: string,
  values: unknown[],
): Promise<Row | null> {
  const { rows } = await q.query<Row>(sql, values);
  return rows[0] ?? null;
}

export async function all<Row extends pg.QueryResultRow>(q: Queryable, sql: string, values: unknown[]): Promise<Row[]> {
  const { rows } = await q.query<Row>(sql, values);
  return rows;
}

/** True for the text form of a UUID; other ids name nothing, and PostgreSQL would raise an error for them. */
export function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}
