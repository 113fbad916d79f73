/** The parts of an evaluation: what each gets and what it finds. */

import type { PuzzleFileReport } from '../../chess/dataset/index.js';
import type { RatedScore } from '../../match/loop/index.js';
import type { MoveMatchReport, PuzzleReport } from '../../match/player/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import type { ScaleEstimate } from '../../rating/index.js';
import type { ChatEvaluation } from '../../training/checks/index.js';
import type { AnchorName } from '../../vocabulary/index.js';
import type { EvaluateFlags, PartName } from './evaluate-flags.js';

/** What every part gets. */
export interface Bench {
  readonly network: Network;
  /** The checkpoint's folder. */
  readonly dir: string;
  readonly home: string;
  readonly flags: EvaluateFlags;
  readonly signal: AbortSignal;
}

export interface MovesFound extends MoveMatchReport {
  readonly dataset: { readonly address: string; readonly name: string; readonly heldOut: number };
}

export interface PuzzlesFound {
  readonly files: readonly ({ readonly file: string; readonly sha256: string } & PuzzleFileReport)[];
  /** The policy's best legal move. */
  readonly raw: PuzzleReport;
  /** With the guard mate-and-repetition. */
  readonly guarded: PuzzleReport;
}

export type PartResult =
  | { readonly part: PartName; readonly leftOut: string }
  | { readonly part: 'moves'; readonly found: MovesFound }
  | { readonly part: 'puzzles'; readonly found: PuzzlesFound }
  | { readonly part: 'chat'; readonly found: ChatFound }
  | { readonly part: 'games'; readonly found: GamesFound };

export interface ChatFound {
  readonly datasets: readonly ({ readonly address: string; readonly name: string } & ChatEvaluation)[];
}

export interface EngineMatch extends RatedScore {
  /** `Stockfish 15.1, Elo 1350`. */
  readonly opponent: string;
  /** On the engine's scale; null for levels that have no number there. */
  readonly level: number | null;
}

export interface GamesFound {
  readonly decoding: { readonly temperature: number; readonly guard: string };
  readonly openings: { readonly book: string; readonly plies: number };
  readonly anchors: readonly ({ readonly opponent: AnchorName } & RatedScore)[];
  /** Null where no engine was asked for or found. */
  readonly engine: {
    readonly name: string;
    readonly limit: string;
    readonly matches: readonly EngineMatch[];
    /** On the scale of the engine's levels, all of them together. */
    readonly rating: ScaleEstimate | null;
  } | null;
  /** What was not played, and how it could be. */
  readonly notes: readonly string[];
}
