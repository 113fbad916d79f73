import type { Queryable } from './database.js';
import { all, CHECKPOINT } from './rows.js';
import type { CheckpointRow, Page } from './types.js';

/** Newest first; `after` is an address. */
export function listCheckpoints(q: Queryable, { after, limit }: Page): Promise<CheckpointRow[]> {
  return all<CheckpointRow>(
    q,
    `select ${CHECKPOINT} from checkpoint
     where $1::text is null or (created_at, address) < (select created_at, address from checkpoint where address = $1)
     order by created_at desc, address desc limit $2`,
    [after ?? null, limit],
  );
}
