import { createHash } from 'node:crypto';
import type { Address } from '../../vocabulary/index.js';
import { canonicalJson } from './hash.js';

/**
 * Returns the address of a checkpoint: SHA-256 over weights, canonical JSON of the config, and tokenizer. Each part is
 * preceded by its length in bytes, so that no two splits of the same bytes collide. The card, which holds times, is
 * excluded.
 */
export function checkpointAddress(weights: Uint8Array, config: unknown, tokenizer: Uint8Array): Address {
  const hash = createHash('sha256');
  for (const part of [weights, Buffer.from(canonicalJson(config)), tokenizer])
    hash.update(`${part.byteLength}\n`).update(part);
  return hash.digest('hex') as Address;
}
