/** How similar arms are in everything but tone, for reports. */

import { type DialogueExample, wordCount } from '../conversation/index.js';
import { stratumName } from './arm-pools.js';
import type { Rarity } from './rarity.js';

/** One arm of the balance table. */
export interface BalanceRow {
  readonly arm: string;
  readonly examples: number;
  /** Number of distinct pairs of context and reply. */
  readonly distinct: number;
  /** Mean VADER compound of the replies. */
  readonly meanCompound: number;
  readonly meanReplyWords: number;
  readonly meanContextTurns: number;
  /** Bits per word; see rarity.ts. Null if `balanceTable` is called without a rarity. */
  readonly meanRarity: number | null;
  /** Number of examples by source and length; equal in all matched arms of one size. */
  readonly strata: Readonly<Record<string, number>>;
}

/** Returns one row per arm, in the order of `arms`; means have three decimals. */
export function balanceTable(
  arms: Readonly<Record<string, readonly DialogueExample[]>>,
  rarity?: Rarity,
): BalanceRow[] {
  return Object.entries(arms).map(([arm, examples]) => {
    const strata: Record<string, number> = {};
    for (const name of examples.map(stratumName).sort()) strata[name] = (strata[name] ?? 0) + 1;
    return {
      arm,
      examples: examples.length,
      distinct: new Set(examples.map(({ context, reply }) => JSON.stringify([context, reply]))).size,
      meanCompound: mean(examples, ({ compound }) => compound),
      meanReplyWords: mean(examples, ({ reply }) => wordCount(reply)),
      meanContextTurns: mean(examples, ({ context }) => context.length),
      meanRarity: rarity ? mean(examples, ({ reply }) => rarity.bits(reply)) : null,
      strata,
    };
  });
}

/** Mean with three decimals; 0 for no examples. */
function mean(examples: readonly DialogueExample[], value: (example: DialogueExample) => number): number {
  const sum = examples.reduce((total, example) => total + value(example), 0);
  return examples.length === 0 ? 0 : Math.round((sum / examples.length) * 1000) / 1000;
}
