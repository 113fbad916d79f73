import { boardFlop, chatBlocks, chatParts, type NetworkConfig, trainingFlop } from '../../spec/index.js';
import type { DialoguePool } from '../losses/index.js';
import type { BaseSettings } from './base-settings.js';

/** Expected length of a sampled sequence, given the pools' shares: input tokens, and target tokens of the loss. */
export function meanSequenceLength(pools: readonly DialoguePool[]): { tokens: number; targets: number } {
  const total = pools.reduce((sum, { share }) => sum + share, 0);
  const mean = (of: (sequence: DialoguePool['sequences'][number]) => number): number =>
    pools.reduce(
      (sum, { share, sequences }) =>
        sum + ((share / total) * sequences.reduce((count, one) => count + of(one), 0)) / sequences.length,
      0,
    );
  return {
    tokens: mean(({ tokens }) => tokens.length),
    targets: mean(({ tokens, lossFrom }) => tokens.length - Math.max(1, lossFrom)),
  };
}

/**
 * Training FLOP of `steps` steps in which all parameters are trained, counted from the graph as forward x 3. Excludes
 * padding and validation.
 */
export function baseFlop(
  config: NetworkConfig,
  { positions, sequences }: Pick<BaseSettings, 'positions' | 'sequences'>,
  steps: number,
  pools: readonly DialoguePool[],
): number {
  const { tokens, targets } = sequences > 0 ? meanSequenceLength(pools) : { tokens: 0, targets: 0 };
  const rows = { token: sequences * tokens, target: sequences * targets, board: 0 };
  return (
    steps *
    (3 * positions * boardFlop(config) + trainingFlop(chatParts(config, tokens), new Set(chatBlocks(config)), rows))
  );
}
