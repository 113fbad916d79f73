import { isHash } from '../../vocabulary/index.js';
import { type CheckpointRow, type Page, type Queryable, queryAll, queryOne } from '../base/index.js';

const COLUMNS = `address, parent, kind, name, config, card, created_at as "createdAt"`;

/** The checkpoint of this address; null when it is not stored. */
export function getCheckpoint(q: Queryable, address: string): Promise<CheckpointRow | null> {
  return queryOne<CheckpointRow>(q, `select ${COLUMNS} from checkpoint where address = $1`, [address]);
}

/** The checkpoint of an address, or else the newest base of a name; null when there is neither. */
export async function findCheckpoint(q: Queryable, addressOrName: string): Promise<CheckpointRow | null> {
  if (isHash(addressOrName)) return getCheckpoint(q, addressOrName);
  if (addressOrName.includes('\0')) return null; // PostgreSQL rejects text with a NUL
  return queryOne<CheckpointRow>(
    q,
    `select ${COLUMNS} from checkpoint where name = $1 and kind = 'base'
     order by created_at desc, address desc limit 1`,
    [addressOrName],
  );
}

interface CheckpointFilter extends Page {
  /** Address: only checkpoints trained from this one. */
  readonly parent?: string | undefined;
}

/** A page of checkpoints, newest first; `after` is an address. */
export function listCheckpoints(q: Queryable, { after, limit, parent }: CheckpointFilter): Promise<CheckpointRow[]> {
  return queryAll<CheckpointRow>(
    q,
    `select ${COLUMNS} from checkpoint
     where ($1::text is null or (created_at, address) < (select created_at, address from checkpoint where address = $1))
       and ($3::text is null or parent = $3)
     order by created_at desc, address desc limit $2`,
    [after ?? null, limit, parent ?? null],
  );
}

/** Stores a checkpoint. Its address is a hash of its content, so inserting it again changes nothing. */
export async function insertCheckpoint(q: Queryable, checkpoint: Omit<CheckpointRow, 'createdAt'>): Promise<void> {
  const { address, parent, kind, name, config, card } = checkpoint;
  await q.query(
    `insert into checkpoint (address, parent, kind, name, config, card) values ($1, $2, $3, $4, $5, $6)
     on conflict (address) do nothing`,
    [address, parent, kind, name, JSON.stringify(config), JSON.stringify(card)],
  );
}
