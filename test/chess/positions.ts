/** Positions for tests: every position of seeded random games, and places where the rules are hard. */
import { Chess, type NormalMove } from 'chessops';
import { parseFen } from 'chessops/fen';
import { sha256Hex } from '../../src/spec/keys/hash.js';
import { randomFromHash } from '../../src/spec/keys/random.js';

/**
 * The six positions of the chess programming wiki's perft page, and some where en passant or castling is just not
 * allowed.
 */
export const HARD = [
  'r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1',
  '8/2p5/3p4/KP5r/1R3p1k/8/4P1P1/8 w - - 0 1',
  'r2q1rk1/pP1p2pp/Q4n2/bbp1p3/Np6/1B3NBn/pPPP1PPP/R3K2R b KQ - 0 1',
  'rnbq1k1r/pp1Pbppp/2p5/8/2B5/8/PPP1NnPP/RNBQK2R w KQ - 1 8',
  'r4rk1/1pp1qppp/p1np1n2/2b1p1B1/2B1P1b1/P1NP1N2/1PP1QPPP/R4RK1 w - - 0 10',
  '8/8/8/K2pP2r/8/8/8/7k w - d6 0 2',
  'r3k2r/8/8/8/3q4/8/8/R3K2R w KQkq - 10 30',
  'r3k2r/8/8/8/8/8/8/R3K2R b Kq - 99 60',
  'k7/8/8/3pP3/8/8/8/4K3 w - d6 0 2',
  '4k3/8/8/8/pPp5/8/8/4K3 b - b3 0 2',
  'n1n5/PPPk4/8/8/8/8/4Kppp/5N1N b - - 0 1',
];

export function fromFen(fen: string): Chess {
  return Chess.fromSetup(parseFen(fen).unwrap()).unwrap();
}

export function legalMoves(position: Chess): NormalMove[] {
  const moves: NormalMove[] = [];
  for (const [from, dests] of position.allDests()) {
    for (const to of dests) {
      if (position.board.pawn.has(from) && (to < 8 || to >= 56)) {
        for (const promotion of ['queen', 'knight', 'bishop', 'rook'] as const) moves.push({ from, to, promotion });
      } else moves.push({ from, to });
    }
  }
  return moves;
}

/**
 * Every position of a random game from `start`, until it ends or `plies` are played. Do not keep them: it is one board.
 */
export function* randomGame(seed: string, plies = 120, start = Chess.default()): Generator<Chess> {
  const random = randomFromHash(sha256Hex(seed));
  const position = start.clone();
  yield position;
  for (let ply = 0; ply < plies; ply++) {
    const moves = legalMoves(position);
    if (moves.length === 0) return;
    position.play(moves[random.below(moves.length)]!);
    yield position;
  }
}
