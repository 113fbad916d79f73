import { Problem } from './problems.js';

/** A cursor says which list it belongs to and the last row seen, opaque to clients. */
export function encodeCursor(list: string, last: string | number): string {
  return Buffer.from(JSON.stringify([list, last])).toString('base64url');
}

/** The last row of the page before; undefined for the first page. Throws Problem for a cursor of another list. */
export function decodeCursor<Last extends string | number>(
  list: string,
  cursor: string | undefined,
  kind: 'string' | 'number',
): Last | undefined {
  if (cursor === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(value) && value.length === 2 && value[0] === list && typeof value[1] === kind) {
      if (kind === 'string' ? !(value[1] as string).includes('\0') : Number.isSafeInteger(value[1]))
        return value[1] as Last;
    }
  } catch {
    // the one answer below serves for all broken cursors
  }
  throw new Problem('bad-cursor', 'the cursor does not belong to this list');
}

/** A page of `limit` rows from a query that was asked for one more. */
export function pageFrom<Row>(
  list: string,
  rows: readonly Row[],
  limit: number,
  last: (row: Row) => string | number,
): { data: Row[]; next: string | null } {
  const data = rows.slice(0, limit);
  return { data, next: rows.length > limit ? encodeCursor(list, last(data[data.length - 1]!)) : null };
}
