import { isHash } from '../vocabulary/index.js';
import type { Queryable } from './database.js';
import { getDataset } from './get-dataset.js';
import { DATASET, first } from './rows.js';
import type { DatasetRow } from './types.js';

/** By address, or the newest dataset of that name. */
export function findDataset(q: Queryable, source: string): Promise<DatasetRow | null> {
  if (isHash(source)) return getDataset(q, source);
  return first<DatasetRow>(
    q,
    `select ${DATASET} from dataset where name = $1 order by created_at desc, address desc limit 1`,
    [source],
  );
}
