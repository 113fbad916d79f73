/** The kinds of players and what the game loop requires of a network, whatever its implementation. */
import type { Chess } from 'chessops';
import type { Decoding } from '../../spec/index.js';
import type { AnchorName } from '../../vocabulary/index.js';

/** Evaluation of several positions. */
export interface Evaluation {
  /** positions x 4288 logits, indexed as in chess/board. */
  readonly policy: Float32Array;
  /** positions x 3 probabilities: win, draw, loss for the side to move. */
  readonly outcome: Float32Array;
}

/**
 * A network. Evaluates many positions at once, each of which has a legal move. The caller changes the positions after
 * the promise settles, so they must not be kept.
 */
export interface PolicyModel {
  /** Evaluates all 4288 moves of every position. */
  evaluate(positions: readonly Chess[]): Promise<Evaluation>;
  /** The same for legal moves only (policy indices by position). Optional: the game loop falls back to `evaluate`. */
  evaluateMoves?(positions: readonly Chess[], legal: readonly (readonly number[])[]): Promise<MovesEvaluation>;
}

/** Evaluation of the requested moves of several boards. */
export interface MovesEvaluation {
  /** Logits of the moves, concatenated over the boards. */
  readonly logits: Float32Array;
  /** Probabilities of the moves under the raw policy. Only their sum over a board is used, which is its legal share. */
  readonly probabilities: Float32Array;
  /** boards x 3 probabilities: win, draw, loss for the side to move. */
  readonly outcome: Float32Array;
}

/** Evaluates boards of one network, or of several that share layers. */
export interface MoveEvaluator {
  /**
   * Maximum number of concurrent forward passes. More than one means that it runs outside of this thread, and the game
   * loop plays other games in the meantime.
   */
  readonly concurrency: number;
  /** Boards of one model are adjacent. The boards may only be read before the first await. */
  evaluateMoves(boards: readonly BoardQuery[]): Promise<MovesEvaluation>;
}

/** A board and its legal moves, to be evaluated by the network that is to move. */
export interface BoardQuery {
  readonly model: NetworkModel;
  readonly position: Chess;
  /** Policy indices of the legal moves. */
  readonly legal: readonly number[];
  /**
   * The moves that led to the position from the start position, in UCI notation, for players that read the game. Left
   * out where nothing but the position is known.
   */
  readonly line?: readonly string[];
}

/** What is evaluated through an evaluator, which can evaluate several networks in one pass. */
interface MoveEvaluatingModel {
  readonly evaluator: MoveEvaluator;
  /** Its number among the models of its evaluator. */
  readonly number: number;
}

/** A network of either kind. */
export type NetworkModel = PolicyModel | MoveEvaluatingModel;

/** A network with its settings of move selection. */
export interface NetworkPlayer {
  readonly kind: 'network';
  readonly model: NetworkModel;
  readonly decoding: Decoding;
}

/** A built-in opponent of fixed strength. */
interface AnchorPlayer {
  readonly kind: 'anchor';
  readonly anchor: AnchorName;
}

/** A source of moves outside of this process, such as a pool of engines. */
export interface MoveSource {
  /** A move in UCI notation for the position after these UCI moves from the start position. */
  choose(moves: readonly string[]): Promise<string>;
}

/** An engine in another process. */
export interface EnginePlayer {
  readonly kind: 'engine';
  readonly engine: MoveSource;
  /** True when it loses a game by its own faults; otherwise a fault rejects the whole game loop. */
  readonly forfeitsOnFault?: boolean;
}

/** Who plays one side of a game. */
export type Player = NetworkPlayer | AnchorPlayer | EnginePlayer;

type MatchErrorCode = 'unknown-contestant' | 'illegal-opening' | 'bad-evaluation' | 'bad-position' | 'illegal-move';

/** An error of playing or evaluating, with a stable code. */
export class MatchError extends Error {
  constructor(
    readonly code: MatchErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'MatchError';
  }
}
