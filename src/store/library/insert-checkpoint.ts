import type { CheckpointRow, Queryable } from '../base/index.js';

/** A checkpoint is named by its content, so a second insert of one changes nothing. */
export async function insertCheckpoint(q: Queryable, checkpoint: Omit<CheckpointRow, 'createdAt'>): Promise<void> {
  const { address, parent, kind, name, config, card } = checkpoint;
  await q.query(
    `insert into checkpoint (address, parent, kind, name, config, card) values ($1, $2, $3, $4, $5, $6)
     on conflict (address) do nothing`,
    [address, parent, kind, name, JSON.stringify(config), JSON.stringify(card)],
  );
}
