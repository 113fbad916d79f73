import { isHash } from '../../vocabulary/index.js';
import type { DatasetRow, Queryable } from '../base/index.js';
import { DATASET, first } from '../base/index.js';

export async function getDataset(q: Queryable, address: string): Promise<DatasetRow | null> {
  return isHash(address) ? first<DatasetRow>(q, `select ${DATASET} from dataset where address = $1`, [address]) : null;
}
