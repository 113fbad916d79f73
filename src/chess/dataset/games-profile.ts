/** The profile of an imported dataset of games. */
import type { Address, Result } from '../../vocabulary/index.js';
import type { EvaluationCounts } from './evaluation-filter.js';

/** Why a game is dropped. Only the first applicable reason is counted. */
export type GameDropReason =
  | 'not-a-game' // no tags, and words that are not moves
  | 'variant' // not standard chess
  | 'custom-start' // begins from another position
  | 'no-moves'
  | 'unfinished' // result `*`, no result, or abandoned
  | 'result-conflict' // tag, result in the movetext and mate on the board disagree
  | 'unrated' // a rating filter is set and a rating is missing
  | 'rating-below'
  | 'null-move'
  | 'illegal-move' // illegal, ambiguous, or in another language's letters
  | 'too-long'; // more plies than a real game has

/** Settings of an import, as recorded in the profile. */
export interface GamesSettings {
  /** Lower limit of the lower of both ratings; 0 also accepts games without ratings. */
  readonly minRating: number;
  /** Positions before this ply are not stored: they repeat in every game. */
  readonly minPly: number;
  /** Store a training position as often as it occurs; default: once. Held-out games always keep all positions. */
  readonly keepRepeats?: true;
  readonly maxGames?: number;
  readonly maxPositions?: number;
}

/** Content of `dataset.json` of imported games. It contains file names, never player names. */
export interface GamesProfile {
  readonly kind: 'games';
  readonly address: Address;
  readonly name: string;
  readonly settings: GamesSettings;
  /** False if a maximum stopped the import before the end of the files. */
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
    /** Training positions skipped because the same position with the same move is already stored. */
    readonly duplicates: number;
    /** Upper limit of repeats missed by the fingerprint table. */
    readonly duplicatesMissedAtMost: number;
  };
  /** Positions with an engine evaluation; absent if no comment contains one. */
  readonly evaluations?: EvaluationCounts;
  readonly results: Record<Result, number>;
  /** By the lower of a game's two ratings; `histogram` counts games in bins of 100, keyed by the lower end. */
  readonly ratings: {
    readonly known: number;
    readonly lowest: number | null;
    readonly mean: number | null;
    readonly highest: number | null;
    readonly histogram: Record<string, number>;
  };
  readonly plies: { readonly mean: number | null; readonly longest: number };
}

/** One input file and its number of games. */
export interface GamesSource {
  /** File name without folder. */
  readonly file: string;
  /** Size on disk. */
  readonly bytes: number;
  readonly read: number;
  readonly kept: number;
}
