import type { CheckpointRow, Queryable } from '../base/index.js';
import { CHECKPOINT, first } from '../base/index.js';

export function getCheckpoint(q: Queryable, address: string): Promise<CheckpointRow | null> {
  return first<CheckpointRow>(q, `select ${CHECKPOINT} from checkpoint where address = $1`, [address]);
}
