import type { DatasetRow, Queryable } from '../base/index.js';

/** A dataset is named by its content: a second insert keeps the first row. */
export async function insertDataset(q: Queryable, dataset: Omit<DatasetRow, 'createdAt'>): Promise<void> {
  const { address, kind, name, profile } = dataset;
  await q.query(
    `insert into dataset (address, kind, name, profile) values ($1, $2, $3, $4) on conflict (address) do nothing`,
    [address, kind, name, JSON.stringify(profile)],
  );
}
