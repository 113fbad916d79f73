import { isHash } from '../../vocabulary/index.js';
import type { CheckpointRow, Queryable } from '../base/index.js';
import { CHECKPOINT, first } from '../base/index.js';
import { getCheckpoint } from './get-checkpoint.js';

/** By address, or the newest base of that name. */
export async function findCheckpoint(q: Queryable, source: string): Promise<CheckpointRow | null> {
  if (isHash(source)) return getCheckpoint(q, source);
  if (source.includes('\0')) return null; // no text of PostgreSQL can hold it
  return first<CheckpointRow>(
    q,
    `select ${CHECKPOINT} from checkpoint where name = $1 and kind = 'base' order by created_at desc, address desc limit 1`,
    [source],
  );
}
