import { isHash } from '../../vocabulary/index.js';
import type { DatasetRow, Queryable } from '../base/index.js';
import { DATASET, first } from '../base/index.js';
import { getDataset } from './get-dataset.js';

/** By address, or the newest dataset of that name. */
export function findDataset(q: Queryable, source: string): Promise<DatasetRow | null> {
  if (isHash(source)) return getDataset(q, source);
  return first<DatasetRow>(
    q,
    `select ${DATASET} from dataset where name = $1 order by created_at desc, address desc limit 1`,
    [source],
  );
}
