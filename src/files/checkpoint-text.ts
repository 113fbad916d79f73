/** A checkpoint folder's address, config and card, without loading the network. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointAddress } from '../spec/keys/index.js';
import type { Address } from '../vocabulary/index.js';

/** The description of a stored checkpoint. */
interface CheckpointText {
  readonly address: Address;
  readonly config: unknown;
  readonly card: {
    readonly kind: 'base' | 'child';
    readonly name: string;
    readonly parent: string | null;
    readonly metrics?: Readonly<Record<string, unknown>>;
  };
}

/**
 * Reads a checkpoint's folder and computes its address. Throws the file system's error for a missing file, and
 * SyntaxError for invalid JSON.
 */
export async function readCheckpointText(folder: string): Promise<CheckpointText> {
  const [weights, configText, tokenizer, card] = await Promise.all(
    ['model.safetensors', 'config.json', 'tokenizer.json', 'card.json'].map((name) => readFile(join(folder, name))),
  );
  const config: unknown = JSON.parse(configText!.toString('utf8'));
  return {
    address: checkpointAddress(weights!, config, tokenizer!),
    config,
    card: JSON.parse(card!.toString('utf8')) as CheckpointText['card'],
  };
}
