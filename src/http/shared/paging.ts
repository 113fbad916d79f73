import { Problem } from './problems.js';

/** Returns an opaque cursor that holds the name of its list and the key of the last row of the page. */
export function encodeCursor(list: string, last: string | number): string {
  return Buffer.from(JSON.stringify([list, last])).toString('base64url');
}

/**
 * Returns the key of the last row of the previous page, or undefined for the first page. Throws Problem `bad-cursor`
 * for a cursor that is malformed or belongs to another list.
 */
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
    // malformed: reported below
  }
  throw new Problem('bad-cursor', 'the cursor does not belong to this list');
}

/** Returns a page of `limit` rows, given the rows of a query with the limit `limit + 1`. */
export function pageFrom<Row>(
  list: string,
  rows: readonly Row[],
  limit: number,
  last: (row: Row) => string | number,
): { data: Row[]; next: string | null } {
  const data = rows.slice(0, limit);
  return { data, next: rows.length > limit ? encodeCursor(list, last(data[data.length - 1]!)) : null };
}
