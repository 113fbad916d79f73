import { createHash } from 'node:crypto';
import type { Address } from '../vocabulary/index.js';
import { canonicalJson } from './hash.js';

/**
 * The address of a checkpoint: SHA-256 of the bytes of its weights, its canonical config and its tokenizer, each led by
 * its length, so that no two splits of the same bytes collide. The card is left out: it holds times.
 */
export function checkpointAddress(weights: Uint8Array, config: unknown, tokenizer: Uint8Array): Address {
  const hash = createHash('sha256');
  for (const part of [weights, Buffer.from(canonicalJson(config)), tokenizer])
    hash.update(`${part.byteLength}\n`).update(part);
  return hash.digest('hex') as Address;
}
