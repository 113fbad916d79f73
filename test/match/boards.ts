import { Chess } from 'chessops';
import { parseFen } from 'chessops/fen';
import { legalIndices, moveToIndex, POLICY_SIZE } from '../../src/chess/board/encoding.js';
import { PositionHistory } from '../../src/chess/board/position-history.js';
import { moveFromUci, uciOfIndex } from '../../src/chess/board/uci-moves.js';
import { chooseMove } from '../../src/match/player/choose-move.js';
import { legalMoveEvaluation } from '../../src/match/player/evaluate-moves.js';
import type { Evaluation } from '../../src/match/player/player.js';
import { type Random, randomFromState } from '../../src/spec/keys/random.js';
import type { Decoding } from '../../src/spec/tournament.js';

export const START = 'rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1';

/** A position with the moves that led to it, ready for a choice. */
export function situation(fen: string, moves = '') {
  const position = Chess.fromSetup(parseFen(fen).unwrap()).unwrap();
  const history = new PositionHistory(position);
  for (const uci of moves.split(' ').filter(Boolean)) {
    position.play(moveFromUci(position, uci)!);
    history.push(position);
  }
  return { position, history, legal: legalIndices(position) };
}

export const indexOf = (position: Chess, uci: string): number => moveToIndex(position, moveFromUci(position, uci)!);

/** An evaluation of one board: the named moves get their logits, all else `rest`. */
export function evaluation(position: Chess, logits: Record<string, number>, win = 1 / 3, rest = 0): Evaluation {
  const policy = new Float32Array(POLICY_SIZE).fill(rest);
  for (const [uci, logit] of Object.entries(logits)) policy[indexOf(position, uci)] = logit;
  return { policy, outcome: Float32Array.of(win, 0, 1 - win) };
}

/** Chooses once; gives the move in UCI notation. */
export function choose(
  board: ReturnType<typeof situation>,
  evaluated: Evaluation,
  decoding: Decoding,
  random: Random = randomFromState([1, 2, 3, 4]),
) {
  const choice = chooseMove(board, legalMoveEvaluation(evaluated, 0, board.legal), decoding, random);
  return { ...choice, move: uciOfIndex(board.position, choice.index) };
}
