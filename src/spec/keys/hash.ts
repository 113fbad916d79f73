import { createHash } from 'node:crypto';
import serialize from 'canonicalize';

/** Returns canonical JSON (RFC 8785). Throws TypeError for values that JSON cannot hold (NaN, Infinity, undefined). */
export function canonicalJson(value: unknown): string {
  const text = (serialize as unknown as (value: unknown) => string | undefined)(value);
  if (text === undefined) throw new TypeError('value has no JSON form');
  return text;
}

/** Returns the SHA-256 as 64 lower-case hexadecimal digits; strings are hashed as UTF-8. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Returns the SHA-256 of the value's canonical JSON, 64 hexadecimal digits. Throws TypeError as `canonicalJson`. */
export function hashOf<Key extends string>(value: unknown): Key {
  return sha256Hex(canonicalJson(value)) as Key;
}
