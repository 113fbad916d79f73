/** Columns that are written to answers in another form than they have in a row. */
import type { Failure } from '../../spec/api/index.js';
import type { StoredError } from '../../store/base/index.js';

/** ISO 8601, or null where there is no time yet. */
export const timeOrNull = (at: Date | null): string | null => at?.toISOString() ?? null;

/** Code and message of a stored error, without what only the service reads. */
export const failureOf = (error: StoredError | null): Failure | null =>
  error && { code: error.code, message: error.message };
