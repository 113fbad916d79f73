import { isHash } from '../vocabulary/index.js';
import type { Queryable } from './database.js';
import { DATASET, first } from './rows.js';
import type { DatasetRow } from './types.js';

export async function getDataset(q: Queryable, address: string): Promise<DatasetRow | null> {
  return isHash(address) ? first<DatasetRow>(q, `select ${DATASET} from dataset where address = $1`, [address]) : null;
}
