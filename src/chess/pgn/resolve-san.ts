/**
 * Resolves the common moves of SAN without the legal moves of the position: the pieces that reach the square are found
 * by the geometry of the board, and of these the ones that leave their king safe. Only numbers are used, so that
 * nothing is allocated; chessops' `parseSan`, which makes some hundred sets of squares a move, decides everything that
 * is not resolved here: castling, en passant, and what is illegal, ambiguous or not SAN.
 */
import type { Board, Chess, Color, NormalMove, Role, SquareSet } from 'chessops';

/** Bits of `lo` (a1 to h4) and `hi` (a5 to h8). */
type Bits = Readonly<Pick<SquareSet, 'lo' | 'hi'>>;

const ROLES: ReadonlyMap<number, Role> = new Map(
  (['knight', 'bishop', 'rook', 'queen', 'king'] as const).map((role, i) => ['NBRQK'.charCodeAt(i), role]),
);
const has = ({ lo, hi }: Bits, square: number): boolean =>
  ((square < 32 ? lo >>> square : hi >>> (square - 32)) & 1) !== 0;
const fileOf = (code: number): number => code - 97; // a
const rankOf = (code: number): number => code - 49; // 1
const isOnBoard = (coordinate: number): boolean => coordinate >= 0 && coordinate < 8;

/**
 * The move that a word means in a position, as chessops' `parseSan` would return it; undefined if this function does
 * not decide it. The word has no check sign.
 */
export function resolveSan(position: Chess, word: string): NormalMove | undefined {
  let end = word.length;
  let promotion: Role | undefined;
  if (rankOf(word.charCodeAt(end - 1)) > 8) {
    promotion = ROLES.get(word.charCodeAt(--end));
    if (promotion === undefined || promotion === 'king') return undefined;
    if (word.charCodeAt(end - 1) === 61) end--; // =
  }
  if (end < 2) return undefined;
  const [file, rank] = [fileOf(word.charCodeAt(end - 2)), rankOf(word.charCodeAt(end - 1))];
  if (!isOnBoard(file) || !isOnBoard(rank)) return undefined;
  const to = rank * 8 + file;
  const role = ROLES.get(word.charCodeAt(0));
  if (role !== undefined) return promotion === undefined ? pieceMove(position, word, end - 2, role, to) : undefined;
  if ((promotion !== undefined) !== (rank === 0 || rank === 7)) return undefined;
  const from = pawnOrigin(position, word, end - 2, to);
  if (from === undefined || !isSafe(position, from, to)) return undefined;
  return { from, to, promotion };
}

/** Where the pawn comes from: of `e4` straight below, of `exd5` (of which `end` is the index of the square) beside. */
function pawnOrigin({ board, turn }: Chess, word: string, end: number, to: number): number | undefined {
  const back = turn === 'white' ? -8 : 8;
  const own = board[turn];
  const isPawn = (square: number): boolean => has(own, square) && has(board.pawn, square);
  const below = to + back;
  if (below < 0 || below > 63) return undefined;
  if (end === 0) {
    if (has(board.occupied, to)) return undefined;
    if (isPawn(below)) return below;
    const doubled = to >> 3 === (turn === 'white' ? 3 : 4) && !has(board.occupied, below) && isPawn(below + back);
    return doubled ? below + back : undefined;
  }
  if (end !== 2 || word.charCodeAt(1) !== 120 || !has(board.occupied, to) || has(own, to)) return undefined;
  const file = fileOf(word.charCodeAt(0));
  const from = (below & 56) + file;
  return isOnBoard(file) && Math.abs(file - (to & 7)) === 1 && isPawn(from) ? from : undefined;
}

/** A move of a piece: its letter, file or rank or both if they are needed, `x` or not, and from `end` the square. */
function pieceMove(position: Chess, word: string, end: number, role: Role, to: number): NormalMove | undefined {
  const { board, turn } = position;
  const own = board[turn];
  if (has(own, to)) return undefined;
  let [file, rank, at] = [-1, -1, 1];
  if (at < end && isOnBoard(fileOf(word.charCodeAt(at)))) file = fileOf(word.charCodeAt(at++));
  if (at < end && isOnBoard(rankOf(word.charCodeAt(at)))) rank = rankOf(word.charCodeAt(at++));
  if (at < end && word.charCodeAt(at) === 120) at++; // x
  if (at !== end) return undefined;
  const pieces = board[role];
  let found = -1;
  for (let half = 0; half < 64; half += 32) {
    let rest = half === 0 ? pieces.lo & own.lo : pieces.hi & own.hi;
    for (; rest !== 0; rest &= rest - 1) {
      const from = half + 31 - Math.clz32(rest & -rest);
      if ((file >= 0 && (from & 7) !== file) || (rank >= 0 && from >> 3 !== rank)) continue;
      if (!reaches(role, from, to, board.occupied) || !isSafe(position, from, to)) continue;
      if (found >= 0) return undefined; // ambiguous
      found = from;
    }
  }
  return found < 0 ? undefined : { from: found, to, promotion: undefined };
}

/** Whether a piece (no pawn) gets from one square to another with nothing between; colours are ignored. */
function reaches(role: Role, from: number, to: number, occupied: Bits): boolean {
  const across = Math.abs((from & 7) - (to & 7));
  const along = Math.abs((from >> 3) - (to >> 3));
  if (role === 'knight') return across * along === 2;
  if (role === 'king') return Math.max(across, along) === 1;
  const straight = across === 0 || along === 0;
  if (role !== 'queen' && straight !== (role === 'rook')) return false;
  return (straight || across === along) && isClear(from, to, occupied, -1, -1);
}

/**
 * Whether nothing stands between two squares of one line, as the board is after a piece has gone from `left` to
 * `entered`.
 */
function isClear(from: number, to: number, occupied: Bits, left: number, entered: number): boolean {
  const step = 8 * Math.sign((to >> 3) - (from >> 3)) + Math.sign((to & 7) - (from & 7));
  for (let square = from + step; square !== to; square += step)
    if (square === entered || (square !== left && has(occupied, square))) return false;
  return true;
}

/** Whether the own king is not attacked after the move of a piece from one square to another, en passant excepted. */
function isSafe({ board, turn }: Chess, from: number, to: number): boolean {
  const other: Color = turn === 'white' ? 'black' : 'white';
  const theirs = board[other];
  const kings = board.king;
  const own = board[turn];
  const low = kings.lo & own.lo;
  let king = low !== 0 ? 31 - Math.clz32(low) : 63 - Math.clz32(kings.hi & own.hi);
  if (king === from) king = to;
  for (let half = 0; half < 64; half += 32) {
    let rest = half === 0 ? theirs.lo : theirs.hi;
    for (; rest !== 0; rest &= rest - 1) {
      const attacker = half + 31 - Math.clz32(rest & -rest);
      if (attacker !== to && attacks(board, turn, attacker, king, from, to)) return false;
    }
  }
  return true;
}

/** Whether an enemy of `turn` attacks its king after a piece has gone from `left` to `entered`. */
function attacks(board: Board, turn: Color, at: number, king: number, left: number, entered: number): boolean {
  const across = Math.abs((at & 7) - (king & 7));
  const along = (at >> 3) - (king >> 3);
  const distance = Math.abs(along);
  if (across * distance === 2) return has(board.knight, at);
  const straight = across === 0 || distance === 0;
  if (!straight && across !== distance) return false;
  if (has(straight ? board.rook : board.bishop, at) || has(board.queen, at))
    return isClear(at, king, board.occupied, left, entered);
  if (Math.max(across, distance) > 1) return false;
  return has(board.king, at) || (across === 1 && along === (turn === 'white' ? 1 : -1) && has(board.pawn, at));
}
