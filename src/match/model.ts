/** Who can sit at the board. */
import type { Chess } from 'chessops';
import type { Decoding } from '../spec/index.js';
import type { AnchorName } from '../vocabulary/index.js';

export interface Evaluation {
  /** count x 4288 logits, in the order of chess/encoding. */
  readonly policy: Float32Array;
  /** count x 3 probabilities: win, draw, loss for the side to move. */
  readonly outcome: Float32Array;
}

/** Judges many positions at once, each with a legal move. They are only lent: the games go on after the promise settles. */
export interface PolicyModel {
  evaluate(positions: readonly Chess[]): Promise<Evaluation>;
}

export interface NetworkPlayer {
  readonly kind: 'network';
  readonly model: PolicyModel;
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
}

export type Player = NetworkPlayer | AnchorPlayer | EnginePlayer;

export type MatchErrorCode = 'unknown-contestant' | 'illegal-opening' | 'bad-evaluation' | 'bad-position' | 'illegal-move';

export class MatchError extends Error {
  constructor(
    readonly code: MatchErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'MatchError';
  }
}
