import { v7 as uuidv7 } from 'uuid';
import type { FineTuneRecipe } from '../../spec/index.js';
import type { FineTuneKey } from '../../vocabulary/index.js';
import { CHILDLESS, type FineTuneRow, type Queryable } from '../base/index.js';
import { FINE_TUNE_COLUMNS } from './fine-tunes.js';

interface NewFineTune {
  readonly key: FineTuneKey;
  readonly recipe: FineTuneRecipe;
  /** Requested on its own, so that the end of a tournament does not cancel it. Default true. */
  readonly standalone?: boolean;
}

/**
 * Returns the fine-tune of this key and creates it if needed. One that failed or was cancelled is queued again with all
 * of its attempts; a requested cancellation is withdrawn.
 */
export async function insertFineTune(
  q: Queryable,
  { key, recipe, standalone = true }: NewFineTune,
): Promise<FineTuneRow> {
  const [row] = await upsertFineTunes(q, [{ id: uuidv7(), key, recipe }], standalone);
  return row!;
}

/**
 * `insertFineTune` for several. Also locks every row until the transaction ends: `finishFineTune` of one of them waits
 * for the tournament that is being created and then fills in its contestants. Takes the locks in the order of keys (see
 * lock-fine-tunes.ts).
 */
export async function upsertFineTunes(
  q: Queryable,
  items: readonly { id: string; key: FineTuneKey; recipe: FineTuneRecipe }[],
  standalone: boolean,
): Promise<FineTuneRow[]> {
  const sorted = [...items].sort((a, b) => (a.key < b.key ? -1 : 1));
  const { rows } = await q.query<FineTuneRow>(
    `insert into fine_tune as old (id, key, recipe, standalone)
     select id, key, recipe, $4 from unnest($1::uuid[], $2::text[], $3::jsonb[]) as new (id, key, recipe)
     on conflict (key) do update set
       standalone = old.standalone or excluded.standalone,
       cancel_requested = false,
       version = old.version + (old.cancel_requested or old.state in (${CHILDLESS}))::int,
       attempts = case when old.state in (${CHILDLESS}) then 0 else old.attempts end,
       error = case when old.state in (${CHILDLESS}) then null else old.error end,
       finished_at = case when old.state in (${CHILDLESS}) then null else old.finished_at end,
       state = case when old.state in (${CHILDLESS}) then 'queued' else old.state end
     returning ${FINE_TUNE_COLUMNS}`,
    [
      sorted.map(({ id }) => id),
      sorted.map(({ key }) => key),
      sorted.map(({ recipe }) => JSON.stringify(recipe)),
      standalone,
    ],
  );
  return rows;
}
