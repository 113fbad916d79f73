import type { DatasetRow, Page, Queryable } from '../base/index.js';
import { all, DATASET } from '../base/index.js';

/** Newest first; `after` is an address. */
export function listDatasets(q: Queryable, { after, limit }: Page): Promise<DatasetRow[]> {
  return all<DatasetRow>(
    q,
    `select ${DATASET} from dataset
     where $1::text is null or (created_at, address) < (select created_at, address from dataset where address = $1)
     order by created_at desc, address desc limit $2`,
    [after ?? null, limit],
  );
}
