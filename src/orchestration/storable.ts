/** NUL and halves of surrogate pairs: a network may say them, PostgreSQL's jsonb cannot hold them. */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;

/**
 * A JSON value with every character that jsonb refuses replaced by U+FFFD. Made for what networks say and files hold.
 */
export function storable<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_key, part: unknown) =>
      typeof part === 'string' ? part.replace(UNSTORABLE, '\ufffd') : part,
    ),
  ) as T;
}
