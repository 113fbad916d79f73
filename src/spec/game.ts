import Type from 'typebox';
import {
  CONTESTANT_KINDS,
  type ContestantKey,
  type FineTuneKey,
  type GameKey,
  type Result,
  type Termination,
} from '../vocabulary/index.js';
import { AnchorDefinition } from './engine.js';
import { branded, component, enumOf, nullable, type ReadonlyStatic, text } from './schema.js';
import { Decoding } from './tournament.js';

/** A contestant as the plan defines it. */
export const PlannedContestant = component('PlannedContestant', 'what sits at the board, as the plan knows it', {
  key: branded<ContestantKey>('SHA-256 of what it is and how it chooses its moves', '^[0-9a-f]{64}$'),
  kind: enumOf([...CONTESTANT_KINDS], 'a child of an arm, the untouched base, a given checkpoint or an anchor'),
  name: text('unique within the tournament, such as `positive/3`, `untouched` or `anchor:random`'),
  arm: nullable(Type.String(), 'id of the arm; null for all but children'),
  replicate: nullable(Type.Integer(), 'number of the replicate, from 1; null for all but children'),
  checkpoint: nullable(
    Type.String(),
    'address of its network; null for anchors, and for children, which the plan knows before they are trained',
  ),
  fineTuneKey: nullable(
    branded<FineTuneKey>('SHA-256 of the recipe'),
    'key of the fine-tune; null for all but children',
  ),
  anchor: nullable(Type.String(), '`random`, `greedy` or the name of an engine or source model; null for networks'),
  engine: Type.Optional(
    nullable(AnchorDefinition, 'how an anchor plays that is an engine or a source model; left out for all others'),
  ),
  decoding: nullable(Decoding, 'how a network chooses its moves; null for anchors'),
});
/**
 * The type that the schema `PlannedContestant` describes. A child's checkpoint is filled in once, when it is trained.
 */
export type PlannedContestant = ReadonlyStatic<typeof PlannedContestant>;

/** A game to be played: everything that determines its moves. */
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
  /** Sum of the raw policy's share on legal moves, each 0 to 1; 0 for anchors, which have no policy. */
  readonly legalShare: number;
  /** Moves that the guard changed or decided. */
  readonly guarded: number;
}

/** A finished game. */
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
