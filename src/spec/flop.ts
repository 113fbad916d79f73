import { isEvaluation, isRecurrent, type NetworkConfig } from './network.js';

/**
 * Floating-point operations of one forward pass, counted from the shapes: a multiply and an add count as two, as in
 * OpenAI's "AI and Compute" (2018); activations and norms are left out (under 2 % here). Training takes three times as
 * much. A network that evaluates does one pass a position in training, and one for each legal move when it plays.
 */
export function boardFlop(config: NetworkConfig): number {
  const { tower, trunk, heads } = boardProducts(config);
  return 2 * (tower + trunk + heads);
}

/** Multiplications with an addition each, of one board, by the part of the graph. */
export function boardProducts(config: NetworkConfig): {
  readonly tower: number;
  readonly trunk: number;
  readonly heads: number;
} {
  const rows = config.chess.kind === 'convolutional' ? 64 : 1;
  return {
    tower: towerProducts(config),
    trunk: rows * trunkProducts(config),
    heads: headProducts(config, rows, config.trunk.width),
  };
}

/** One token in a sequence of `length` tokens; the output layer counts for every token. */
export function tokenFlop(config: NetworkConfig, length: number): number {
  const { chat, trunk } = config;
  const block = isRecurrent(chat) ? 6 * chat.width ** 2 : 12 * chat.width ** 2 + 2 * length * chat.width;
  const ends = 2 * chat.width * trunk.width + chat.width * chat.vocabulary;
  return 2 * (chat.layers * block + ends + trunkProducts(config));
}

function towerProducts({ chess, trunk }: NetworkConfig): number {
  switch (chess.kind) {
    case 'convolutional':
      return 64 * 9 * (18 * chess.filters + 2 * chess.blocks * chess.filters ** 2) + 64 * chess.filters * trunk.width;
    case 'fully-connected':
    case 'evaluation':
      return (
        (chess.kind === 'evaluation' ? 808 : 64 * 18) * chess.width +
        (chess.layers - 1) * chess.width ** 2 +
        chess.width * trunk.width
      );
  }
}

function headProducts(config: NetworkConfig, rows: number, width: number): number {
  if (isEvaluation(config)) return width;
  const { queryKey, value } = config.heads;
  const perRow = 64 / rows;
  return rows * 2 * width * perRow * queryKey + 64 * 64 * queryKey + width * value + 3 * value;
}

const trunkProducts = ({ trunk }: NetworkConfig): number => trunk.layers * 2 * trunk.width * trunk.hidden;
