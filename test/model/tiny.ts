import { trainTokenizer } from '../../src/dialogue/train-tokenizer.js';
import { Tokenizer } from '../../src/dialogue/tokenizer.js';
import type { NetworkConfig } from '../../src/spec/index.js';

/** A tokenizer of a few entries beyond the 256 bytes, trained on a few words. */
export function tinyTokenizerJson(): string {
  return trainTokenizer(['hello there, how are you?', 'I am fine, thank you. And you?', 'what is your name?'], 280);
}

export function tinyTokenizer(): Tokenizer {
  return Tokenizer.fromJson(tinyTokenizerJson());
}

/** A network small enough to train in a test; `vocabulary` must be the tokenizer's size. */
export function tinyConfig(kind: 'convolutional' | 'fully-connected', vocabulary: number): NetworkConfig {
  return {
    format: 1,
    chess: kind === 'convolutional' ? { kind, filters: 8, blocks: 1 } : { kind, width: 16, layers: 2 },
    chat: { vocabulary, context: 32, width: 16, layers: 1, heads: 2 },
    trunk: { width: 16, layers: 1, hidden: 32 },
    heads: { queryKey: 4, value: 8 },
  };
}
