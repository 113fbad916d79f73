/** How alike the arms are in all but tone: a row an arm, for reports. */

import type { DialogueExample } from '../conversation/index.js';
import { wordCount } from '../conversation/index.js';
import { stratumName } from './arm-pools.js';
import type { Rarity } from './rarity.js';

export interface BalanceRow {
  readonly arm: string;
  readonly examples: number;
  /** Distinct pairs of context and reply. */
  readonly distinct: number;
  readonly meanCompound: number;
  readonly meanReplyWords: number;
  readonly meanContextTurns: number;
  /** Bits a word; see rarity.ts. Null where the dataset's words were not counted. */
  readonly meanRarity: number | null;
  /** Examples by source and length: equal in all arms of one size. */
  readonly strata: Readonly<Record<string, number>>;
}

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

/** Zero for no examples; three decimals. */
function mean(examples: readonly DialogueExample[], value: (example: DialogueExample) => number): number {
  const sum = examples.reduce((total, example) => total + value(example), 0);
  return examples.length === 0 ? 0 : Math.round((sum / examples.length) * 1000) / 1000;
}
