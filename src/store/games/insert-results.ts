import type pg from 'pg';
import type { ChainedResult } from './result-chain.js';

/** A result that counts, with the hash of its moves and its link of the chain. */
export interface NewResult extends ChainedResult {
  readonly movesHash: string;
  readonly chain: string;
}

/** A result that does not count, with the reason. */
export interface NewSuperseded extends Omit<ChainedResult, 'position'> {
  readonly movesHash: string;
  readonly reason: 'stale-epoch' | 'other-moves' | 'tournament-over';
}

/** Columns of both tables as jsonb_to_recordset reads them. */
const COLUMNS = `"gameKey" text, number integer, epoch integer, result text, termination text, moves text,
  "movesHash" text, plies integer, white jsonb, black jsonb, worker uuid, "recordedAt" timestamptz`;

/**
 * Inserts results, marks their games as done and stores `chain`, the last link. The caller holds the lock of the
 * tournament's row.
 */
export async function insertResults(
  client: pg.PoolClient,
  tournamentId: string,
  rows: readonly NewResult[],
  chain: string,
): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `insert into result (tournament_id, game_key, number, epoch, result, termination, moves, moves_hash, plies,
       white_stats, black_stats, worker, recorded_at, position, chain)
     select $1, new.* from jsonb_to_recordset($2::jsonb) as new (${COLUMNS}, position integer, chain text)`,
    [tournamentId, JSON.stringify(rows)],
  );
  await client.query(
    `update game set state = 'done', lease_until = null where tournament_id = $1 and number = any($2)`,
    [tournamentId, rows.map(({ number }) => number)],
  );
  await client.query(`update tournament set chain = $2 where id = $1`, [tournamentId, chain]);
}

/** Stores results that do not count, each once. */
export async function insertSuperseded(
  client: pg.PoolClient,
  tournamentId: string,
  rows: readonly NewSuperseded[],
): Promise<void> {
  if (rows.length === 0) return;
  await client.query(
    `insert into superseded_result (tournament_id, game_key, number, epoch, result, termination, moves, moves_hash,
       plies, white_stats, black_stats, worker, recorded_at, reason)
     select $1, new.* from jsonb_to_recordset($2::jsonb) as new (${COLUMNS}, reason text)
     on conflict do nothing`,
    [tournamentId, JSON.stringify(rows)],
  );
}
