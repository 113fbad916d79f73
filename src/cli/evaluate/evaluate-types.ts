/** Inputs and results of the parts of an evaluation. */

import type { PuzzleFileReport } from '../../chess/dataset/index.js';
import type { RatedScore } from '../../match/loop/index.js';
import type { MoveMatchReport, PuzzleReport } from '../../match/player/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import type { ScaleEstimate } from '../../rating/elo/index.js';
import type { ChatEvaluation, MeanRegret, TemperatureRegret } from '../../training/checks/index.js';
import type { Sharing } from '../../training/losses/index.js';
import type { AnchorName } from '../../vocabulary/index.js';
import type { EvaluateFlags, PartName } from './evaluate-flags.js';

/** The inputs of every part. */
export interface EvaluationContext {
  readonly network: Network;
  /** Folder of the checkpoint. */
  readonly dir: string;
  readonly home: string;
  readonly flags: EvaluateFlags;
  readonly signal: AbortSignal;
}

/** Move match on held-out positions. */
export interface MovesFound extends MoveMatchReport {
  readonly dataset: { readonly address: string; readonly name: string; readonly heldOut: number };
}

/** Solved puzzles. */
export interface PuzzlesFound {
  readonly files: readonly ({ readonly file: string; readonly sha256: string } & PuzzleFileReport)[];
  /** The policy's best legal move. */
  readonly raw: PuzzleReport;
  /** With the guard mate-and-repetition. */
  readonly guarded: PuzzleReport;
}

/** The results of a part, or the reason why it was left out. */
export type PartResult =
  | { readonly part: PartName; readonly leftOut: string }
  | { readonly part: 'moves'; readonly found: MovesFound }
  | { readonly part: 'puzzles'; readonly found: PuzzlesFound }
  | { readonly part: 'regret'; readonly found: RegretFound }
  | { readonly part: 'chat'; readonly found: ChatFound }
  | { readonly part: 'sharing'; readonly found: Sharing }
  | { readonly part: 'games'; readonly found: GamesFound };

/** Policy regret on the shipped positions. */
export interface RegretFound {
  /** SHA-256 of the set. */
  readonly set: string;
  readonly positions: number;
  readonly temperatures: readonly TemperatureRegret[];
  /** Of a player who moves at random. */
  readonly random: MeanRegret;
}

/** Chat loss on held-out conversations, by dataset. */
export interface ChatFound {
  readonly datasets: readonly ({ readonly address: string; readonly name: string } & ChatEvaluation)[];
}

/** A match against one level of the engine. */
export interface EngineMatch extends RatedScore {
  /** `Stockfish 15.1, Elo 1350`. */
  readonly opponent: string;
  /** Elo on the engine's scale; null for levels without one. */
  readonly level: number | null;
}

/** Rated games against anchors and engine. */
export interface GamesFound {
  readonly decoding: { readonly temperature: number; readonly guard: string };
  readonly openings: { readonly book: string; readonly plies: number };
  readonly anchors: readonly ({ readonly opponent: AnchorName } & RatedScore)[];
  /** Null if no engine was requested or found. */
  readonly engine: {
    readonly name: string;
    readonly limit: string;
    readonly matches: readonly EngineMatch[];
    /** Joint estimate from all levels, on the engine's scale; null if no level has an Elo. */
    readonly rating: ScaleEstimate | null;
  } | null;
  /** What was not played, and how to enable it. */
  readonly notes: readonly string[];
}
