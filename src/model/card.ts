/** What is known of where a checkpoint comes from. Not hashed: it holds times, so equal networks have equal addresses. */
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
  readonly seconds: number;
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly command?: string;
  readonly notes?: string;
  readonly software: Readonly<Record<string, string>>;
  readonly machine: { readonly backend: string; readonly device: string; readonly cpu: string; readonly threads: number };
  readonly createdAt: string;
}
