import { isEvaluation, isPretrained, isRecurrent, type NetworkConfig } from './network.js';

/**
 * Returns the floating-point operations of one forward pass of one board, counted from the shapes: a multiply-add
 * counts as two, as in OpenAI's "AI and Compute" (2018); activations and norms are omitted (under 2 % here). Training
 * takes three times as many. An evaluation network needs one pass per position in training, and one per legal move in
 * play.
 */
export function boardFlop(config: NetworkConfig): number {
  const { tower, trunk, heads } = boardProducts(config);
  return 2 * (tower + trunk + heads);
}

/** Returns the multiply-adds of one board by part of the graph. */
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

/** Returns the FLOP of one token in a sequence of `length` tokens; the output layer is counted for every token. */
export function tokenFlop(config: NetworkConfig, length: number): number {
  const { chat, trunk } = config;
  const { before, attention, after } = blockProducts(chat, length);
  const ends = 2 * chat.width * trunk.width + bypassProducts(chat) + chat.width * chat.vocabulary;
  return 2 * (chat.layers * (before + attention + after) + ends + trunkProducts(config));
}

/**
 * Returns the multiply-adds of one token in a block of the chat's tower: `before` attention and in it, over `length`
 * tokens, and `after` it, where only rows count that are needed. A recurrent layer has the first part only.
 */
export function blockProducts(
  chat: NetworkConfig['chat'],
  length: number,
): { readonly before: number; readonly attention: number; readonly after: number } {
  const { width } = chat;
  if (isRecurrent(chat)) return { before: 6 * width ** 2, attention: 0, after: 0 };
  const attention = 2 * length * width;
  if (!isPretrained(chat)) return { before: 3 * width ** 2, attention, after: 9 * width ** 2 };
  const { heads, keyValueHeads, hidden, family } = chat;
  return {
    before: width ** 2 * (1 + (2 * keyValueHeads) / heads),
    attention,
    after: width ** 2 + (family === 'llama' ? 3 : 2) * width * hidden,
  };
}

/** Returns the multiply-adds by which a row of a pretrained tower gets around the trunk. */
export const bypassProducts = (chat: NetworkConfig['chat']): number =>
  isPretrained(chat) ? 2 * chat.width * chat.directions : 0;

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
