/** Flags of `sentimate evaluate`, and the parts it measures. */

/** A part of an evaluation. */
export type PartName = 'moves' | 'puzzles' | 'regret' | 'chat' | 'sharing' | 'games';

/** Parsed flags; see `registerEvaluate` for their meaning. */
export interface EvaluateFlags {
  readonly only?: readonly PartName[];
  readonly gamesData?: string;
  readonly positions: number;
  readonly puzzles?: readonly string[];
  readonly dialogue?: readonly string[];
  readonly games: number;
  readonly anchors: readonly string[];
  readonly engine?: string;
  readonly levels?: readonly string[];
  readonly nodes?: number;
  readonly movetime?: number;
  readonly depth?: number;
  readonly guard: 'none' | 'mate-and-repetition';
  readonly temperature: string;
  readonly seed: string;
  readonly card?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}
