import type { Address, Result } from '../../vocabulary/index.js';
import type { EvaluationCounts } from './evaluation-filter.js';

/** Why a game is left out. The first that holds is counted. */
export const GAME_DROP_REASONS = [
  'not-a-game', // words that are no moves, and no tags
  'variant', // not standard chess
  'custom-start', // begins from another position
  'no-moves',
  'unfinished', // result `*`, none at all, or abandoned
  'result-conflict', // tag, closing result and mate on the board disagree
  'unrated', // a rating filter is set and a rating is missing
  'rating-below',
  'null-move',
  'illegal-move', // illegal, ambiguous, or in another language's letters
  'too-long', // more plies than a real game has
] as const;
export type GameDropReason = (typeof GAME_DROP_REASONS)[number];

export interface GamesSettings {
  /** The lower of both ratings must reach this; 0 takes games without ratings too. */
  readonly minRating: number;
  /** Positions before this ply are not stored: they are in every game. */
  readonly minPly: number;
  /** Store a training position as often as it occurs. Otherwise once; games held out always keep theirs. */
  readonly keepRepeats?: true;
  readonly maxGames?: number;
  readonly maxPositions?: number;
}

/** `dataset.json` of imported games. It names files, never players. */
export interface GamesProfile {
  readonly kind: 'games';
  readonly address: Address;
  readonly name: string;
  readonly settings: GamesSettings;
  /** False when a maximum stopped the import before the files ended. */
  readonly complete: boolean;
  readonly sources: readonly GamesSource[];
  readonly games: {
    readonly read: number;
    readonly kept: number;
    readonly dropped: Partial<Record<GameDropReason, number>>;
  };
  readonly positions: {
    readonly train: number;
    readonly heldOut: number;
    /** Training positions left out because the same position with the same move is stored already. */
    readonly duplicates: number;
    /** Repeats that the table of fingerprints may have missed, at most. */
    readonly duplicatesMissedAtMost: number;
  };
  /** Positions with an engine's evaluation; left out where no comment has one. */
  readonly evaluations?: EvaluationCounts;
  readonly results: Record<Result, number>;
  /** By the lower of a game's two ratings; `histogram` counts games by the hundred they begin at. */
  readonly ratings: {
    readonly known: number;
    readonly lowest: number | null;
    readonly mean: number | null;
    readonly highest: number | null;
    readonly histogram: Record<string, number>;
  };
  readonly plies: { readonly mean: number | null; readonly longest: number };
}

export interface GamesSource {
  /** The file's name without its folder. */
  readonly file: string;
  readonly bytes: number;
  readonly read: number;
  readonly kept: number;
}
