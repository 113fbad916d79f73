import { blockOf, boardFlop, chatParts, type NetworkConfig, trainingFlop } from '../../spec/index.js';
import { type DialoguePool, frozenLayers } from '../losses/index.js';
import type { BaseSettings } from './base-settings.js';
import { trainedShapes } from './trained-part.js';

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
 * Training FLOP of `steps` steps, counted from the graph: forward x 3 of what is trained, and once for every sequence
 * of the pools the layers below all that is trained. Excludes padding and validation.
 */
export function baseFlop(
  config: NetworkConfig,
  settings: Pick<BaseSettings, 'positions' | 'sequences' | 'topBlocks'>,
  steps: number,
  pools: readonly DialoguePool[],
): number {
  const { positions, sequences } = settings;
  const { tokens, targets } = sequences > 0 ? meanSequenceLength(pools) : { tokens: 0, targets: 0 };
  const rows = { token: sequences * tokens, target: sequences * targets, board: 0 };
  const shapes = trainedShapes(config, settings);
  const trained = new Set(shapes.map(({ name }) => blockOf(name)));
  const frozen = frozenLayers(config, shapes);
  const isFrozen = (block: string): boolean => Number(/^chat\.block(\d+)$/.exec(block)?.[1] ?? frozen) < frozen;
  const parts = chatParts(config, tokens);
  const learning = trainingFlop(
    parts.filter(({ block }) => !isFrozen(block)),
    trained,
    rows,
  );
  const once = parts.reduce((sum, { block, flop }) => sum + (isFrozen(block) ? flop : 0), 0) * tokensOf(pools);
  return once + steps * (3 * positions * boardFlop(config) + learning);
}

const tokensOf = (pools: readonly DialoguePool[]): number =>
  pools.flatMap(({ sequences }) => sequences).reduce((sum, { tokens }) => sum + tokens.length, 0);
