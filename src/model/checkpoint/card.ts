/**
 * Provenance of a checkpoint, stored as `card.json`. It is not part of the hashed content, because it holds times:
 * equal networks have equal addresses whatever their cards say.
 */
export interface Card {
  readonly kind: 'base' | 'child';
  /** Display name. */
  readonly name: string;
  /** Address of the checkpoint this one was trained from; null for a base from scratch. */
  readonly parent: string | null;
  /** Addresses of the datasets used. */
  readonly data: readonly string[];
  /** The recipe's treatment, for a fine-tuned child. */
  readonly arm?: unknown;
  readonly seed: number;
  /** Optimiser steps. */
  readonly steps: number;
  /** Number of scalar parameters. */
  readonly parameters: number;
  /**
   * Floating-point operations of training by both methods of OpenAI's "AI and Compute" (2018): counted from the
   * graph (forward x 3), and as time x peak x utilisation. Additions and multiplications count separately.
   */
  readonly flop: { readonly counted: number; readonly byTime: number };
  /** The same FLOP in comparable units, with the assumptions behind them; absent on cards of earlier versions. */
  readonly compute?: ComputeCard;
  /** Training time. */
  readonly seconds: number;
  readonly metrics: Readonly<Record<string, unknown>>;
  /** The command line that trained it. */
  readonly command?: string;
  readonly notes?: string;
  /** Version by component, such as `tensorflow` and `node`. */
  readonly software: Readonly<Record<string, string>>;
  readonly machine: {
    readonly backend: string;
    readonly device: string;
    readonly cpu: string;
    readonly threads: number;
  };
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** FLOP of one training run by both methods, in comparable units. */
interface ComputeCard {
  readonly petaflopDays: { readonly counted: number; readonly byTime: number };
  /** Measured peak throughput of the machine. `byTime` is seconds x peak x `assumedUtilisation`. */
  readonly peak: { readonly flopPerSecond: number; readonly measuredBy: string; readonly measuredAt: string };
  /** The utilisation that "AI and Compute" assumes. */
  readonly assumedUtilisation: number;
  /** Utilisation reached: `counted` / (seconds x peak). Null where no time was recorded. */
  readonly utilisation: number | null;
}
