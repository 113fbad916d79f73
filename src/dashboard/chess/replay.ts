import { Chess } from 'chessops/chess';
import { INITIAL_FEN, makeFen } from 'chessops/fen';
import { makeSanAndPlay } from 'chessops/san';
import { parseUci } from 'chessops/util';

/** A position of a game and the move that led to it. */
export interface Step {
  readonly fen: string;
  /** UCI notation; undefined at the start. */
  readonly move: string | undefined;
  readonly san: string;
  readonly check: boolean;
  readonly turn: 'white' | 'black';
}

/** All positions of a game, the start first. Moves after one that cannot be played are left out. */
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

/** The last position alone. */
export function lastStep(moves: readonly string[]): Step {
  const steps = replay(moves);
  return steps[steps.length - 1]!;
}
