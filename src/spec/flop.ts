import type { NetworkConfig } from './network.js';

/**
 * Floating-point operations of one forward pass, counted from the shapes: a multiply and an add count as two, as in
 * OpenAI's "AI and Compute" (2018); activations and norms are left out (under 2 % here). Training takes three times as much.
 */
export function boardFlop(config: NetworkConfig): number {
  const { chess, trunk, heads } = config;
  const rows = chess.kind === 'convolutional' ? 64 : 1;
  const perRow = chess.kind === 'convolutional' ? 1 : 64;
  const tower =
    chess.kind === 'convolutional'
      ? 64 * 9 * (18 * chess.filters + 2 * chess.blocks * chess.filters ** 2) + 64 * chess.filters * trunk.width
      : 64 * 18 * chess.width + (chess.layers - 1) * chess.width ** 2 + chess.width * trunk.width;
  const policy = rows * 2 * trunk.width * perRow * heads.queryKey + 64 * 64 * heads.queryKey;
  const value = trunk.width * heads.value + 3 * heads.value;
  return 2 * (tower + rows * trunkProducts(config) + policy + value);
}

/** One token in a sequence of `length` tokens; the output layer counts for every token. */
export function tokenFlop(config: NetworkConfig, length: number): number {
  const { chat, trunk } = config;
  const block = 12 * chat.width ** 2 + 2 * length * chat.width;
  const ends = 2 * chat.width * trunk.width + chat.width * chat.vocabulary;
  return 2 * (chat.layers * block + ends + trunkProducts(config));
}

const trunkProducts = ({ trunk }: NetworkConfig): number => trunk.layers * 2 * trunk.width * trunk.hidden;
