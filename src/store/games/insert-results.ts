import type pg from 'pg';
import type { ChainedResult } from './result-chain.js';

export interface NewResult extends ChainedResult {
  readonly movesHash: string;
  readonly chain: string;
}

export interface NewSuperseded extends Omit<ChainedResult, 'position'> {
  readonly movesHash: string;
  readonly reason: 'stale-epoch' | 'conflict' | 'tournament-over';
}

/** Columns that both tables share, as JSON gives them. */
const COLUMNS = `"gameKey" text, number integer, epoch integer, result text, termination text, moves text, "movesHash" text,
  plies integer, white jsonb, black jsonb, worker uuid, "recordedAt" timestamptz`;

/** Writes results, closes their games and moves the chain on. The caller holds the tournament's lock. */
export async function insertResults(
  client: pg.PoolClient,
  id: string,
  rows: readonly NewResult[],
  chain: string,
): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `insert into result (tournament_id, game_key, number, epoch, result, termination, moves, moves_hash, plies, white_stats,
       black_stats, worker, recorded_at, position, chain)
     select $1, new.* from jsonb_to_recordset($2::jsonb) as new (${COLUMNS}, position integer, chain text)`,
    [id, JSON.stringify(rows)],
  );
  await client.query(
    `update game set state = 'done', lease_until = null where tournament_id = $1 and number = any($2)`,
    [id, rows.map(({ number }) => number)],
  );
  await client.query(`update tournament set chain = $2 where id = $1`, [id, chain]);
}

/** Keeps what does not count; returns the conflicts that were not stored before. */
export async function insertSuperseded(
  client: pg.PoolClient,
  id: string,
  rows: readonly NewSuperseded[],
): Promise<NewSuperseded[]> {
  if (rows.length === 0) return [];
  const { rows: stored } = await client.query<{ gameKey: string; movesHash: string }>(
    `insert into superseded_result (tournament_id, game_key, number, epoch, result, termination, moves, moves_hash, plies, white_stats,
       black_stats, worker, recorded_at, reason)
     select $1, new.* from jsonb_to_recordset($2::jsonb) as new (${COLUMNS}, reason text)
     on conflict do nothing returning game_key as "gameKey", moves_hash as "movesHash"`,
    [id, JSON.stringify(rows)],
  );
  const isNew = new Set(stored.map(({ gameKey, movesHash }) => gameKey + movesHash));
  return rows.filter(({ reason, gameKey, movesHash }) => reason === 'conflict' && isNew.has(gameKey + movesHash));
}
