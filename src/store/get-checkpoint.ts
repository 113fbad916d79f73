import type { Queryable } from './database.js';
import { CHECKPOINT, first } from './rows.js';
import type { CheckpointRow } from './types.js';

export function getCheckpoint(q: Queryable, address: string): Promise<CheckpointRow | null> {
  return first<CheckpointRow>(q, `select ${CHECKPOINT} from checkpoint where address = $1`, [address]);
}
