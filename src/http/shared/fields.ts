/** Conversions of columns whose form in answers differs from that in rows. */
import type { Failure } from '../../spec/api/index.js';
import type { StoredError } from '../../store/base/index.js';

/** Returns ISO 8601 in UTC, or null for null. */
export const isoOrNull = (at: Date | null): string | null => at?.toISOString() ?? null;

/** Returns code and message of a stored error without its internal fields, or null for null. */
export const storedFailure = (error: StoredError | null): Failure | null =>
  error && { code: error.code, message: error.message };
