/** Who can sit at the board. */
import type { Chess } from 'chessops';
import type { Decoding } from '../../spec/index.js';
import type { AnchorName } from '../../vocabulary/index.js';

export interface Evaluation {
  /** count x 4288 logits, in the order of chess/encoding. */
  readonly policy: Float32Array;
  /** count x 3 probabilities: win, draw, loss for the side to move. */
  readonly outcome: Float32Array;
}

/**
 * Judges many positions at once, each with a legal move. They are only lent: the games go on after the promise settles.
 */
export interface PolicyModel {
  evaluate(positions: readonly Chess[]): Promise<Evaluation>;
  /** The same for legal moves only; where it is missing, games make do with `evaluate`. */
  evaluateMoves?(positions: readonly Chess[], legal: readonly (readonly number[])[]): Promise<MovesEvaluation>;
}

/** What networks think of the moves that they were asked about. */
export interface MovesEvaluation {
  /** Logits of the moves, the boards' one behind the other. */
  readonly logits: Float32Array;
  /** Their probabilities under the raw policy; only their sum over a board's moves is used, its legal share. */
  readonly probabilities: Float32Array;
  /** boards x 3 probabilities: win, draw, loss for the side to move. */
  readonly outcome: Float32Array;
}

/** Judges boards of one network, or of several that share layers. */
export interface MoveEvaluator {
  /**
   * Passes that it takes at once. More than one: it works beside this thread, and a game loop goes on with other games
   * meanwhile.
   */
  readonly passes: number;
  /** Boards of one model stand together. They are only lent until the first await. */
  evaluateMoves(boards: readonly BoardQuery[]): Promise<MovesEvaluation>;
}

/** A board with the moves to be judged, by the network that is to move there. */
export interface BoardQuery {
  readonly model: NetworkModel;
  readonly position: Chess;
  /** Policy indices of the legal moves. */
  readonly legal: readonly number[];
}

/** A network that is asked through a judge, which may ask others of its family in the same pass. */
export interface MoveEvaluatingModel {
  readonly evaluator: MoveEvaluator;
  /** Its place among the models of its judge. */
  readonly number: number;
}

export type NetworkModel = PolicyModel | MoveEvaluatingModel;

export interface NetworkPlayer {
  readonly kind: 'network';
  readonly model: NetworkModel;
  readonly decoding: Decoding;
}

export interface AnchorPlayer {
  readonly kind: 'anchor';
  readonly anchor: AnchorName;
}

/** Something outside of this process that plays, such as a pool of engines. */
export interface MoveSource {
  /** A move in UCI notation for the position after these moves from the start position; it may take its time. */
  choose(moves: readonly string[]): Promise<string>;
}

export interface EnginePlayer {
  readonly kind: 'engine';
  readonly engine: MoveSource;
  /** True where its faults lose it the game; otherwise they end all games with an error. */
  readonly answersForFaults?: boolean;
}

export type Player = NetworkPlayer | AnchorPlayer | EnginePlayer;

export type MatchErrorCode =
  | 'unknown-contestant'
  | 'illegal-opening'
  | 'bad-evaluation'
  | 'bad-position'
  | 'illegal-move';

export class MatchError extends Error {
  constructor(
    readonly code: MatchErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'MatchError';
  }
}
