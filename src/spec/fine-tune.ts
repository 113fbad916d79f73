import type { FineTuneKey } from '../vocabulary/index.js';
import { hashOf } from './hash.js';
import type { Arm, FineTuneSettings } from './tournament.js';

/** Raised whenever the same recipe would give other weights: then old results are no longer reused. */
export const RECIPE_VERSION = 1;

/** Everything that decides what a fine-tune makes; its hash is the fine-tune's key. */
export interface FineTuneRecipe {
  readonly base: string;
  readonly dataset: string;
  /** The arm without its id: two arms of equal treatment share their children. */
  readonly treatment: Omit<Arm, 'id'>;
  readonly settings: FineTuneSettings;
  readonly seed: number;
  readonly version: number;
}

export function fineTuneKey(recipe: FineTuneRecipe): FineTuneKey {
  return hashOf<FineTuneKey>(recipe);
}

/** What is measured on a child after training; null where nothing could be measured. */
export interface FineTuneChecks {
  /**
   * Mean VADER compound of the child's replies to the fixed prompts, and of the base's, with the half-width of a 95 %
   * interval of their paired difference.
   */
  readonly replySentiment: {
    readonly child: number;
    readonly base: number;
    readonly difference: number;
    readonly error: number;
  };
  /** exp of the mean loss per reply token on held-out neutral dialogue. */
  readonly neutralPerplexity: { readonly child: number; readonly base: number } | null;
  /**
   * Mean KL(base || child) of the chess policy over fixed positions, nats; 0 when no weight of the board's path moved.
   */
  readonly chessPolicyKl: number;
  /** The same over other positions of the base's own games, phase by phase; a phase that those never reach is null. */
  readonly chessPolicyKlByPhase?: Readonly<
    Record<'opening' | 'middle game' | 'endgame', { readonly kl: number; readonly positions: number } | null>
  >;
  /**
   * Share of the shipped puzzles whose only good move the raw policy puts first among the legal ones; null where none
   * are shipped.
   */
  readonly puzzles?: { readonly child: number; readonly base: number; readonly count: number } | null;
  /** Mean KL(base || child) of the next token over replies of held-out dialogue, nats: how far the chat has moved. */
  readonly dialogueKl?: number | null;
  /** Nats a token of held-out replies of the arm's own kind: what the child has learnt of what it was taught. */
  readonly chatLoss?: { readonly child: number; readonly base: number } | null;
  /** Where training ended: at the dose's last step, or where the drift was reached. */
  readonly stopped?: { readonly step: number; readonly by: 'steps' | 'drift' };
  /** Mean probability that the raw policy gives to legal moves. */
  readonly legalShare: { readonly child: number; readonly base: number };
  /** Pairs (prompt, reply of the child, reply of the base), for people to read. */
  readonly samples: readonly { readonly prompt: string; readonly child: string; readonly base: string }[];
}

/** One row of a fine-tune's metrics while it runs. */
export interface FineTuneMetric {
  readonly step: number;
  /** Training loss, nats per reply token, averaged since the row before. */
  readonly loss: number;
  readonly learningRate: number;
  readonly gradientNorm: number;
  readonly tokensPerSecond: number;
  /** KL(base || child) on held-out dialogue, nats a token; where training stops by it. */
  readonly drift?: number;
  /** The replay's loss, averaged since the row before: nats, or squared pawns of a network that evaluates. */
  readonly replay?: number;
}
