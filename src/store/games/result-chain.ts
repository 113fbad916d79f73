/** The hash chain over a tournament's results, which shows any later change of the record. */
import type { GameResult } from '../../spec/index.js';
import { canonicalJson, sha256Hex } from '../../spec/keys/index.js';
import { isUuid, type Queryable, queryAll, queryOne } from '../base/index.js';

/** What a link is the hash of: the row of a result without the link itself. */
export interface ChainedResult extends GameResult {
  readonly position: number;
  readonly number: number;
  readonly epoch: number;
  readonly worker: string;
  /** ISO 8601 with milliseconds, UTC. */
  readonly recordedAt: string;
}

/**
 * The next link: SHA-256 of the previous link and the row in canonical JSON. The first previous link is the plan's
 * hash. A row that is changed, removed, added or moved later invalidates every link after it.
 */
export function nextLink(previous: string, row: ChainedResult): string {
  const { position, number, epoch, gameKey, result, termination, moves, plies, white, black, worker, recordedAt } = row;
  const content = {
    position,
    number,
    epoch,
    gameKey,
    result,
    termination,
    moves,
    plies,
    white,
    black,
    worker,
    recordedAt,
  };
  return sha256Hex(previous + canonicalJson(content));
}

type ChainVerdict =
  | { readonly ok: true; readonly results: number }
  /**
   * `position` of the first result with a wrong link; one past the last result when the tournament's own link differs.
   */
  | { readonly ok: false; readonly results: number; readonly position: number };

const PAGE_SIZE = 5000;

/** Recomputes the chain from the rows, in pages of constant memory. Returns null for an unknown tournament. */
export async function verifyChain(q: Queryable, tournamentId: string): Promise<ChainVerdict | null> {
  const tournament = isUuid(tournamentId)
    ? await queryOne<{ planHash: string; chain: string }>(
        q,
        `select plan_hash as "planHash", chain from tournament where id = $1`,
        [tournamentId],
      )
    : null;
  if (!tournament) return null;
  let link = tournament.planHash;
  for (let position = 0; ; ) {
    const rows = await chainedRows(q, tournamentId, position);
    for (const row of rows) {
      position++;
      link = nextLink(link, { ...row, recordedAt: row.recordedAt.toISOString() });
      if (row.position !== position || link !== row.chain) return { ok: false, results: position, position };
    }
    if (rows.length < PAGE_SIZE)
      return link === tournament.chain
        ? { ok: true, results: position }
        : { ok: false, results: position, position: position + 1 };
  }
}

function chainedRows(q: Queryable, tournamentId: string, after: number) {
  return queryAll<Omit<ChainedResult, 'recordedAt'> & { chain: string; recordedAt: Date }>(
    q,
    `select position, number, epoch, game_key as "gameKey", result, termination, moves, plies, white_stats as white,
       black_stats as black, worker, recorded_at as "recordedAt", chain
     from result where tournament_id = $1 and position > $2 order by position limit $3`,
    [tournamentId, after, PAGE_SIZE],
  );
}
