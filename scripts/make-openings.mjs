// Makes data/openings/default.txt: random legal play that loses nothing. Usage, after `npm run build`:
//   node scripts/make-openings.mjs [lines] [seed] > data/openings/default.txt
// No games, books or engines are used; equal arguments give equal bytes.
import { Chess } from 'chessops';
import { makeFen } from 'chessops/fen';
import { indexToMove, legalIndices } from '../dist/src/chess/board/encoding.js';
import { uciOfIndex } from '../dist/src/chess/board/uci-moves.js';
import { hashOf, randomFromHash, shuffle } from '../dist/src/spec/keys/index.js';

const LINES = Number(process.argv[2] ?? 400);
const SEED = Number(process.argv[3] ?? 1);
const PLIES = 8;
const DEPTH = 3; // plies of full width before captures are searched out
const MATE = 1000;
const VALUES = { pawn: 1, knight: 3, bishop: 3, rook: 5, queen: 9, king: 0 };
const random = randomFromHash(hashOf({ purpose: 'opening book', seed: SEED }));

/** Material of the side to move less the other's, in pawns. */
function material({ board, turn }) {
  let sum = 0;
  for (const role of ['pawn', 'knight', 'bishop', 'rook', 'queen']) {
    sum += VALUES[role] * (board.pieces('white', role).size() - board.pieces('black', role).size());
  }
  return turn === 'white' ? sum : -sum;
}

/** What the side to move can hold or win by force, in pawns: alpha-beta, then captures only. */
function search(position, depth, alpha, beta) {
  const moves = legalIndices(position).map((index) => indexToMove(position, index));
  if (moves.length === 0) return position.isCheck() ? -MATE : 0;
  let best = -MATE;
  let tried = moves;
  if (depth <= 0 && !position.isCheck()) {
    best = material(position);
    if (best >= beta) return best;
    tried = moves.filter(({ to, promotion }) => promotion || gain(position, to) > 0);
  }
  tried.sort((a, b) => gain(position, b.to) - gain(position, a.to));
  for (const move of tried) {
    if (best >= beta) return best;
    const next = position.clone();
    next.play(move);
    best = Math.max(best, -search(next, depth - 1, -beta, -Math.max(alpha, best)));
  }
  return best;
}

function gain(position, to) {
  return position.board[position.turn].has(to) ? 0 : VALUES[position.board.getRole(to) ?? 'king'];
}

/**
 * A move worth having in an opening: pieces come out once, kings and rooks move by castling only, pawns of files a, f
 * and h stay.
 */
function sensible(position, move, moved) {
  const { board } = position;
  const role = board.getRole(move.from);
  if (role === 'king') return board[position.turn].has(move.to);
  if (role === 'rook') return false;
  if (gain(position, move.to) > 0) return true;
  return role === 'pawn' ? ![0, 5, 7].includes(move.from & 7) : !moved.has(move.from);
}

/** One line whose every prefix is sound: nobody can win a pawn or mate by force within the search. */
function makeLine() {
  const position = Chess.default();
  const moved = { white: new Set(), black: new Set() };
  const line = [];
  const after = []; // the position after each ply, without move counters
  while (line.length < PLIES) {
    const side = position.turn;
    const found = shuffle(legalIndices(position), random).find((index) => {
      const move = indexToMove(position, index);
      if (!sensible(position, move, moved[side])) return false;
      const next = position.clone();
      next.play(move);
      return Math.abs(search(next, DEPTH, -MATE, MATE)) < 1;
    });
    if (found === undefined) return undefined;
    line.push(uciOfIndex(position, found));
    const move = indexToMove(position, found);
    moved[side].add(move.to);
    position.play(move);
    after.push(makeFen(position.toSetup()).split(' ').slice(0, 4).join(' '));
  }
  return { moves: line, middle: after[3], end: after[PLIES - 1] };
}

/** The first lines differ as early as lines can: a tournament that cuts the book short still gets many openings. */
function spread(lines) {
  const groups = new Map();
  for (const line of lines) {
    const start = line.slice(0, 2).join(' ');
    groups.set(start, [...(groups.get(start) ?? []), line]);
  }
  const ordered = [];
  for (let round = 0; ordered.length < lines.length; round++) {
    for (const group of groups.values()) if (group[round]) ordered.push(group[round]);
  }
  return ordered;
}

const lines = [];
const seen = new Set();
while (lines.length < LINES) {
  const line = makeLine();
  if (!line || seen.has(line.middle) || seen.has(line.end)) continue;
  seen.add(line.middle).add(line.end);
  lines.push(line.moves);
}

console.log(`# Opening book of ${LINES} lines, ${PLIES} plies each, in UCI notation; any prefix of a line is an opening too.
# Made by: node scripts/make-openings.mjs ${LINES} ${SEED}
# Random legal moves (seed ${SEED}): pieces come out once, kings and rooks move by castling only, pawns of
# files a, f and h stay unless they capture. After every ply a search (${DEPTH} plies, then captures) finds no pawn won and no
# mate for either side. Positions after four plies and after eight are all different. Not taken from games or books.`);
for (const line of spread(lines)) console.log(line.join(' '));
