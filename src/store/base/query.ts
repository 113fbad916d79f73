import type pg from 'pg';
import { CHILDLESS_STATES } from '../../vocabulary/index.js';
import type { Queryable } from './database.js';

/** Runs a statement and returns its first row, or null when it returns none. `values` are the parameters $1, $2, ... */
export async function queryOne<Row extends pg.QueryResultRow>(
  q: Queryable,
  sql: string,
  values: unknown[] = [],
): Promise<Row | null> {
  const { rows } = await q.query<Row>(sql, values);
  return rows[0] ?? null;
}

/** Runs a statement and returns all of its rows. `values` are the parameters $1, $2, ... */
export async function queryAll<Row extends pg.QueryResultRow>(
  q: Queryable,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const { rows } = await q.query<Row>(sql, values);
  return rows;
}

/** True for the text form of a UUID. Any other id matches no row, and PostgreSQL would raise an error for it. */
export function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}

/** The states of `isChildless` as SQL literals, for `in (...)` of a statement. */
export const CHILDLESS = CHILDLESS_STATES.map((state) => `'${state}'`).join(', ');
