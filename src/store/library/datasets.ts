import { isHash } from '../../vocabulary/index.js';
import { type DatasetRow, type Page, type Queryable, queryAll, queryOne } from '../base/index.js';

const COLUMNS = `address, kind, name, profile, created_at as "createdAt"`;

/** The dataset of this address; null when it is not stored. */
export async function getDataset(q: Queryable, address: string): Promise<DatasetRow | null> {
  return isHash(address)
    ? queryOne<DatasetRow>(q, `select ${COLUMNS} from dataset where address = $1`, [address])
    : null;
}

/** The dataset of an address, or else the newest of a name; null when there is neither. */
export function findDataset(q: Queryable, addressOrName: string): Promise<DatasetRow | null> {
  if (isHash(addressOrName)) return getDataset(q, addressOrName);
  return queryOne<DatasetRow>(
    q,
    `select ${COLUMNS} from dataset where name = $1 order by created_at desc, address desc limit 1`,
    [addressOrName],
  );
}

/** A page of datasets, newest first; `after` is an address. */
export function listDatasets(q: Queryable, { after, limit }: Page): Promise<DatasetRow[]> {
  return queryAll<DatasetRow>(
    q,
    `select ${COLUMNS} from dataset
     where $1::text is null or (created_at, address) < (select created_at, address from dataset where address = $1)
     order by created_at desc, address desc limit $2`,
    [after ?? null, limit],
  );
}

/** Stores a dataset. Its address is a hash of its content, so a second insert keeps the first row. */
export async function insertDataset(q: Queryable, dataset: Omit<DatasetRow, 'createdAt'>): Promise<void> {
  const { address, kind, name, profile } = dataset;
  await q.query(
    `insert into dataset (address, kind, name, profile) values ($1, $2, $3, $4) on conflict (address) do nothing`,
    [address, kind, name, JSON.stringify(profile)],
  );
}

/**
 * Deletes the row of a dataset or classifier, unless a queued or running fine-tune reads it. Its files are left to the
 * caller.
 */
export async function deleteDataset(q: Queryable, address: string): Promise<'deleted' | 'missing' | 'in-use'> {
  const row = await queryOne<{ deleted: boolean; known: boolean }>(
    q,
    `with gone as (
       delete from dataset where address = $1 and not exists (
         select from fine_tune where state in ('queued', 'running')
           and (recipe->>'dataset' = $1 or recipe->'treatment'->'filter'->>'agreement' = $1))
       returning address)
     select exists (select from gone) as deleted, exists (select from dataset where address = $1) as known`,
    [address],
  );
  if (row?.deleted) return 'deleted';
  return row?.known ? 'in-use' : 'missing';
}
