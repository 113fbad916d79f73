import { Tokenizer } from '../../src/dialogue/tokens/tokenizer.js';
import { trainTokenizer } from '../../src/dialogue/tokens/train-tokenizer.js';
import type { Card } from '../../src/model/checkpoint/card.js';
import type { NetworkConfig } from '../../src/spec/network.js';

/** A tokenizer of a few entries beyond the 256 bytes, trained on a few words. */
export function tinyTokenizerJson(): string {
  return trainTokenizer(['hello there, how are you?', 'I am fine, thank you. And you?', 'what is your name?'], 280);
}

export function tinyTokenizer(): Tokenizer {
  return Tokenizer.fromJson(tinyTokenizerJson());
}

/** One of each kind of chess tower and, beside a convolutional one, the recurrent chat tower. */
export const TINY_KINDS = ['convolutional', 'fully-connected', 'evaluation', 'recurrent'] as const;
export type TinyKind = (typeof TINY_KINDS)[number];

/** A network whose chat is a tiny pretrained decoder of the family, beside the convolutional board. */
export function tinyPretrained(family: 'llama' | 'gpt2', vocabulary: number): NetworkConfig {
  const heads = { heads: 4, keyValueHeads: family === 'llama' ? 2 : 4 };
  const sizes = { vocabulary, context: 32, width: 16, layers: 3, ...heads, hidden: 24, epsilon: 1e-5, directions: 6 };
  const own = family === 'llama' ? { rotaryBase: 1000, tied: true } : { tied: false };
  return { ...tinyConfig('convolutional', vocabulary), chat: { kind: 'pretrained', family, ...sizes, ...own } };
}

/** A network small enough to train in a test; `vocabulary` must be the tokenizer's size. */
export function tinyConfig(kind: TinyKind, vocabulary: number): NetworkConfig {
  const tokens = { vocabulary, context: 32, width: 16 };
  const trunk = { width: 16, layers: 1, hidden: 32 };
  const chat = kind === 'recurrent' ? ({ kind, ...tokens, layers: 2 } as const) : { ...tokens, layers: 1, heads: 2 };
  if (kind === 'evaluation') return { format: 1, chess: { kind, width: 16, layers: 2 }, chat, trunk };
  return {
    format: 1,
    chess:
      kind === 'fully-connected' ? { kind, width: 16, layers: 2 } : { kind: 'convolutional', filters: 8, blocks: 1 },
    chat,
    trunk,
    heads: { queryKey: 4, value: 8 },
  };
}

/** The card of a tiny network that was not trained. */
export const tinyCard: Card = {
  kind: 'base',
  name: 'tiny',
  parent: null,
  data: [],
  seed: 1,
  steps: 0,
  parameters: 0,
  flop: { counted: 0, byTime: 0 },
  seconds: 0,
  metrics: {},
  software: {},
  machine: { backend: 'tensorflow', device: 'cpu', cpu: '', threads: 2 },
  createdAt: '2026-01-01T00:00:00Z',
};
