import type { ContestantKey, ContestantKind, FineTuneKey, GameKey, Result, Termination } from '../vocabulary/index.js';
import type { EngineDefinition } from './engine.js';
import type { Decoding } from './tournament.js';

/** What sits at the board. `name` reads `positive/3`, `untouched` or `anchor:random`. */
export interface PlannedContestant {
  readonly key: ContestantKey;
  readonly kind: ContestantKind;
  readonly name: string;
  readonly arm: string | null;
  readonly replicate: number | null;
  /** Known from the start for a base or a given checkpoint; a child's is filled in once, when trained. */
  readonly checkpoint: string | null;
  readonly fineTuneKey: FineTuneKey | null;
  /** `random`, `greedy` or the name of a configured engine. */
  readonly anchor: string | null;
  /** How an anchor that is an engine plays; left out for all others. */
  readonly engine?: EngineDefinition | null;
  readonly decoding: Decoding | null;
}

/** A game to be played: all that decides its moves. */
export interface GameOrder {
  readonly gameKey: GameKey;
  readonly white: ContestantKey;
  readonly black: ContestantKey;
  /** UCI moves from the start position, separated by blanks; may be empty. */
  readonly opening: string;
  readonly maxPlies: number;
}

/** Sums over the moves that one side chose itself (not the opening). */
export interface SideStatistics {
  readonly moves: number;
  /** Sum of the raw policy's share on legal moves; anchors have none and leave 0. */
  readonly legalShare: number;
  /** Moves that the guard changed or decided. */
  readonly guarded: number;
}

export interface GameResult {
  readonly gameKey: GameKey;
  readonly result: Result;
  readonly termination: Termination;
  /** All UCI moves, opening included, separated by blanks. */
  readonly moves: string;
  readonly plies: number;
  readonly white: SideStatistics;
  readonly black: SideStatistics;
}
