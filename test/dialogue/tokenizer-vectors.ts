import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface TokenizerVectors {
  readonly size: number;
  readonly training: string[];
  readonly tokenizer: { model: { vocab: Record<string, number>; merges: (string | [string, string])[] } };
  readonly vectors: { text: string; ids: number[] }[];
}

/** Made by Hugging Face's tokenizers 0.23.3: see make-tokenizer-vectors.py. */
export const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, 'tokenizer-vectors.json'), 'utf8'),
) as TokenizerVectors;
