import { Chess } from 'chessops/chess';
import { INITIAL_FEN, makeFen } from 'chessops/fen';
import { makeSanAndPlay } from 'chessops/san';
import { parseUci } from 'chessops/util';

/** A position of a game and the move that led to it. */
export interface Step {
  readonly fen: string;
  /** The move in UCI notation; undefined for the initial position. */
  readonly move: string | undefined;
  /** The move in SAN notation; empty for the initial position. */
  readonly san: string;
  /** Whether the side to move is in check. */
  readonly check: boolean;
  /** The side to move. */
  readonly turn: 'white' | 'black';
}

/** All positions of a game from the initial one on. `moves` are in UCI notation; stops before the first illegal one. */
export function replay(moves: readonly string[]): Step[] {
  const position = Chess.default();
  const steps: Step[] = [{ fen: INITIAL_FEN, move: undefined, san: '', check: false, turn: 'white' }];
  for (const uci of moves) {
    const move = parseUci(uci);
    if (!move || !position.isLegal(move)) break;
    const san = makeSanAndPlay(position, move);
    steps.push({ fen: makeFen(position.toSetup()), move: uci, san, check: position.isCheck(), turn: position.turn });
  }
  return steps;
}
