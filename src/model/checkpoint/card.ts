/**
 * What is known of where a checkpoint comes from. Not hashed: it holds times, so equal networks have equal addresses.
 */
export interface Card {
  readonly kind: 'base' | 'child';
  readonly name: string;
  /** Address of the checkpoint this one was trained from; null for a base from scratch. */
  readonly parent: string | null;
  /** Addresses of the datasets used. */
  readonly data: readonly string[];
  readonly arm?: unknown;
  readonly seed: number;
  readonly steps: number;
  readonly parameters: number;
  /**
   * Floating-point operations of training by both methods of OpenAI's "AI and Compute" (2018): counted from the
   * graph (forward x 3), and as time x peak x utilisation; adds and multiplies count separately.
   */
  readonly flop: { readonly counted: number; readonly byTime: number };
  /** The same with what it rests on; cards of earlier versions have none. */
  readonly compute?: ComputeCard;
  readonly seconds: number;
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly command?: string;
  readonly notes?: string;
  readonly software: Readonly<Record<string, string>>;
  readonly machine: {
    readonly backend: string;
    readonly device: string;
    readonly cpu: string;
    readonly threads: number;
  };
  readonly createdAt: string;
}

/** FLOP of one run by both methods, in units that people compare. */
export interface ComputeCard {
  readonly petaflopDays: { readonly counted: number; readonly byTime: number };
  /** What `byTime` takes the machine to do: its measured peak times the utilisation that "AI and Compute" assumes. */
  readonly peak: { readonly flopPerSecond: number; readonly measuredBy: string; readonly measuredAt: string };
  readonly assumedUtilisation: number;
  /** `counted` over time x peak: what the run itself made of the machine; null without time. */
  readonly utilisation: number | null;
}
