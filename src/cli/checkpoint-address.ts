/**
 * The address of a checkpoint folder, without loading the network: SHA-256 of weights, canonical config and tokenizer,
 * each led by its length. The numerical side computes the same when it saves (src/model/checkpoint.ts); a test compares them.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../spec/index.js';
import type { Address } from '../vocabulary/index.js';

export interface CheckpointText {
  readonly address: Address;
  readonly config: unknown;
  readonly card: { readonly kind: 'base' | 'child'; readonly name: string; readonly parent: string | null };
}

/** Throws the file system's error for a file that is missing, SyntaxError for JSON that is none. */
export async function readCheckpointText(folder: string): Promise<CheckpointText> {
  const [weights, config, tokenizer, card] = await Promise.all(
    ['model.safetensors', 'config.json', 'tokenizer.json', 'card.json'].map((name) => readFile(join(folder, name))),
  );
  const shape: unknown = JSON.parse(config!.toString('utf8'));
  const hash = createHash('sha256');
  for (const part of [weights!, Buffer.from(canonicalJson(shape)), tokenizer!]) hash.update(`${part.byteLength}\n`).update(part);
  return { address: hash.digest('hex') as Address, config: shape, card: JSON.parse(card!.toString('utf8')) as CheckpointText['card'] };
}
