import { createHash } from 'node:crypto';
import serialize from 'canonicalize';

/** Canonical JSON of RFC 8785. Throws TypeError for values that JSON cannot hold (NaN, Infinity, undefined). */
export function canonicalJson(value: unknown): string {
  const text = (serialize as unknown as (value: unknown) => string | undefined)(value);
  if (text === undefined) throw new TypeError('value has no JSON form');
  return text;
}

export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** Names a thing by what it is: SHA-256 of its canonical JSON, 64 hexadecimal digits. */
export function hashOf<Key extends string>(value: unknown): Key {
  return sha256Hex(canonicalJson(value)) as Key;
}
