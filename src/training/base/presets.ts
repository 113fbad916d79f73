import type { NetworkConfig } from '../../spec/index.js';

/** Network shapes that `sentimate train` offers. `vocabulary` is replaced by the size of the tokenizer. */
export const PRESETS = {
  /** The default: residual convolutions of 0.46 M parameters, and a decoder that takes about as much time. */
  convolutional: {
    format: 1,
    chess: { kind: 'convolutional', filters: 64, blocks: 6 },
    chat: { vocabulary: 2048, context: 128, width: 192, layers: 4, heads: 6 },
    trunk: { width: 128, layers: 2, hidden: 256 },
    heads: { queryKey: 32, value: 64 },
  },
  /** The network of the essay's figure: four fully connected layers of 808 on board features. */
  'fully-connected': {
    format: 1,
    chess: { kind: 'fully-connected', width: 808, layers: 4 },
    chat: { vocabulary: 2048, context: 128, width: 128, layers: 4, heads: 4 },
    trunk: { width: 256, layers: 2, hidden: 256 },
    heads: { queryKey: 8, value: 64 },
  },
  /**
   * The default's board tower, and a chat of gated recurrent units whose training step takes about as much processor
   * time as four transformer blocks of width 128.
   */
  recurrent: {
    format: 1,
    chess: { kind: 'convolutional', filters: 64, blocks: 6 },
    chat: { kind: 'recurrent', vocabulary: 2048, context: 128, width: 192, layers: 2 },
    trunk: { width: 128, layers: 2, hidden: 256 },
    heads: { queryKey: 32, value: 64 },
  },
  /**
   * Spears' network with the trunk before its last layer: from 808 bits to pawns, trained on engine evaluations. It
   * plays by a one-ply search.
   */
  spears: {
    format: 1,
    chess: { kind: 'evaluation', width: 808, layers: 3 },
    chat: { vocabulary: 2048, context: 128, width: 128, layers: 4, heads: 4 },
    trunk: { width: 256, layers: 2, hidden: 256 },
  },
} as const satisfies Record<string, NetworkConfig>;

/** Name of a preset. */
export type PresetName = keyof typeof PRESETS;
