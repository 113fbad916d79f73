/**
 * The rules as this project uses them, counted: chessops moves the pieces, legalIndices lists the moves, chess.js is
 * the referee.
 */
import { Chess as Referee } from 'chess.js';
import type { Chess } from 'chessops';
import { makeFen } from 'chessops/fen';
import { makeUci } from 'chessops/util';
import { describe, expect, it } from 'vitest';
import { indexToMove, legalIndices } from '../../../src/chess/board/encoding.js';
import { readLines } from '../../../src/files/read-text.js';
import { sharedData } from '../../shared-data.js';
import { fromFen, HARD, randomGame } from '../positions.js';

function perft(position: Chess, depth: number): number {
  const indices = legalIndices(position);
  if (depth === 1) return indices.length;
  let count = 0;
  for (const index of indices) {
    const next = position.clone();
    next.play(indexToMove(position, index));
    count += perft(next, depth - 1);
  }
  return count;
}

interface Case {
  readonly fen: string;
  readonly depth: number;
  readonly count: number;
}

/** Lines such as `FEN ; D1 20; D2 400`. */
async function casesOf(path: string): Promise<Case[]> {
  const cases: Case[] = [];
  for await (const line of readLines(path)) {
    const [position, ...counts] = line.split(';').map((part) => part.trim()) as [string, ...string[]];
    const fields = position.split(/\s+/);
    if (fields.length < 4) continue;
    const fen = [...fields.slice(0, 4), fields[4] ?? '0', fields[5] ?? '1'].join(' ');
    for (const count of counts) {
      const match = /^D(\d+) (\d+)$/.exec(count);
      if (match) cases.push({ fen, depth: Number(match[1]), count: Number(match[2]) });
    }
  }
  return cases;
}

describe('perft', () => {
  // Counts of https://www.chessprogramming.org/Perft_Results
  it.each([
    ['rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1', 3, 8902],
    [HARD[0]!, 3, 97_862],
    [HARD[1]!, 4, 43_238],
    [HARD[2]!, 3, 9467],
    [HARD[3]!, 3, 62_379],
    [HARD[4]!, 2, 2079],
  ])('%s to depth %i', (fen, depth, count) => {
    expect(perft(fromFen(fen), depth)).toBe(count);
  });

  it.each([
    ['perft.epd', 3_000, Infinity],
    ['perft-marcel_0001-1500.epd', 800, Infinity],
    ['ferdy_perft_enpassant_0001-0800.epd', Infinity, 3],
    ['ferdy_perft_single_check_1.epd.gz', Infinity, 3],
  ])('agrees with the reference counts of %s', async (name, most, cases) => {
    const path = sharedData(`chess/perft/${name}`);
    if (!path) {
      console.log(`left out: the reference data are not here (chess/perft/${name})`);
      return;
    }
    const all = (await casesOf(path)).filter(({ count }) => count <= most).sort((a, b) => a.count - b.count);
    const chosen = all.slice(0, cases);
    expect(chosen.length).toBeGreaterThan(2);
    for (const { fen, depth, count } of chosen) {
      expect(perft(fromFen(fen), depth), `${fen} to depth ${depth}`).toBe(count);
    }
  });
});

describe('chess.js as the referee', () => {
  it('sees the same moves and positions all through random games', () => {
    for (const seed of ['a', 'b', 'c', 'd']) {
      for (const position of randomGame(seed, 100)) {
        const referee = new Referee(makeFen(position.toSetup()));
        const theirs = referee.moves({ verbose: true }).map((move) => move.from + move.to + (move.promotion ?? ''));
        const ours = legalIndices(position).map((index) => {
          const uci = makeUci(indexToMove(position, index));
          // chessops writes castling as king takes rook
          return position.board.king.has(indexToMove(position, index).from)
            ? uci
                .replace(/^e1h1$/, 'e1g1')
                .replace(/^e1a1$/, 'e1c1')
                .replace(/^e8h8$/, 'e8g8')
                .replace(/^e8a8$/, 'e8c8')
            : uci;
        });
        expect(ours.sort()).toEqual(theirs.sort());
      }
    }
  });
});
