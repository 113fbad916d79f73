import type { Queryable } from '../base/index.js';
import { first } from '../base/index.js';

/** A dataset, or a classifier, that a queued or running fine-tune reads stays. Its files are the caller's to remove. */
export async function deleteDataset(q: Queryable, address: string): Promise<'deleted' | 'missing' | 'in-use'> {
  const row = await first<{ deleted: boolean; known: boolean }>(
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
