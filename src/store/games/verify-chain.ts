import type { Queryable } from '../base/index.js';
import { all, first, isUuid } from '../base/index.js';
import { type ChainedResult, nextLink } from './result-chain.js';

export type ChainVerdict =
  | { readonly ok: true; readonly results: number }
  /**
   * `position` of the first result that does not follow; one past the last when the end differs from the tournament's.
   */
  | { readonly ok: false; readonly results: number; readonly position: number };

const PAGE = 5000;

/** Recomputes the chain from the rows. Null: no such tournament. */
export async function verifyChain(q: Queryable, id: string): Promise<ChainVerdict | null> {
  const tournament = isUuid(id)
    ? await first<{ planHash: string; chain: string }>(
        q,
        `select plan_hash as "planHash", chain from tournament where id = $1`,
        [id],
      )
    : null;
  if (!tournament) return null;
  let link = tournament.planHash;
  for (let position = 0; ; ) {
    const rows = await page(q, id, position);
    for (const row of rows) {
      position++;
      link = nextLink(link, { ...row, recordedAt: row.recordedAt.toISOString() });
      if (row.position !== position || link !== row.chain) return { ok: false, results: position, position };
    }
    if (rows.length < PAGE)
      return link === tournament.chain
        ? { ok: true, results: position }
        : { ok: false, results: position, position: position + 1 };
  }
}

function page(q: Queryable, id: string, after: number) {
  return all<Omit<ChainedResult, 'recordedAt'> & { chain: string; recordedAt: Date }>(
    q,
    `select position, number, epoch, game_key as "gameKey", result, termination, moves, plies, white_stats as white,
       black_stats as black, worker, recorded_at as "recordedAt", chain
     from result where tournament_id = $1 and position > $2 order by position limit $3`,
    [id, after, PAGE],
  );
}
