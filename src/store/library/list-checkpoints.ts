import type { CheckpointRow, Page, Queryable } from '../base/index.js';
import { all, CHECKPOINT } from '../base/index.js';

export interface CheckpointFilter extends Page {
  /** Only those trained from this address. */
  readonly parent?: string | undefined;
}

/** Newest first; `after` is an address. */
export function listCheckpoints(q: Queryable, { after, limit, parent }: CheckpointFilter): Promise<CheckpointRow[]> {
  return all<CheckpointRow>(
    q,
    `select ${CHECKPOINT} from checkpoint
     where ($1::text is null or (created_at, address) < (select created_at, address from checkpoint where address = $1))
       and ($3::text is null or parent = $3)
     order by created_at desc, address desc limit $2`,
    [after ?? null, limit, parent ?? null],
  );
}
