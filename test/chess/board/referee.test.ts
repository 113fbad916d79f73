import { describe, expect, it } from 'vitest';
import { refereeGame } from '../../../src/chess/board/referee.js';
import { gameToPgn } from '../../../src/chess/pgn/pgn-write.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import type { GameKey } from '../../../src/vocabulary/ids.js';
import type { Result, Termination } from '../../../src/vocabulary/unions.js';

type RefereedGame = Parameters<typeof refereeGame>[0];

const side = { name: 'x', checkpoint: null, decoding: null };
function game(
  moves: string,
  result: Result,
  termination: Termination,
  change: Partial<RefereedGame> = {},
): RefereedGame {
  const pgn = gameToPgn({
    event: 'e',
    tournament: null,
    planHash: null,
    date: null,
    round: 1,
    white: side,
    black: side,
    gameKey: sha256Hex('g') as GameKey,
    openingPlies: 0,
    result,
    termination,
    moves,
  });
  return { pgn, moves, opening: '', result, termination, plies: moves.split(' ').length, maxPlies: 300, ...change };
}
const FOOL = 'f2f3 e7e5 g2g4 d8h4';
const REPEAT = 'g1f3 g8f6 f3g1 f6g8 g1f3 g8f6 f3g1 f6g8';
// the shortest stalemate (Sam Loyd, 1866)
const STALEMATE = 'e2e3 a7a5 d1h5 a8a6 h5a5 h7h5 a5c7 a6h6 h2h4 f7f6 c7d7 e8f7 d7b7 d8d3 b7b8 d3h7 b8c8 f7g6 c8e6';

describe('the referee', () => {
  it.each<[string, RefereedGame]>([
    ['a mate', game(FOOL, '0-1', 'checkmate')],
    ['a repetition', game(REPEAT, '1/2-1/2', 'threefold-repetition')],
    ['a stalemate', game(STALEMATE, '1/2-1/2', 'stalemate')],
    ['a game cut by the ply limit', game('e2e4 e7e5 g1f3 b8c6', '1/2-1/2', 'ply-limit', { maxPlies: 4 })],
    ['a game with its opening', game(FOOL, '0-1', 'checkmate', { opening: 'f2f3 e7e5' })],
    ['castling', game('e2e4 e7e5 g1f3 g8f6 f1c4 f8c5 e1g1 e8g8', '1/2-1/2', 'ply-limit', { maxPlies: 8 })],
  ])('passes %s', (_, found) => {
    expect(refereeGame(found)).toBeNull();
  });

  it.each<[string, RefereedGame, RegExp]>([
    ['a mate that is none', game('e2e4 e7e5', '1-0', 'checkmate'), /does not end in checkmate/],
    ['a mate for the wrong side', game(FOOL, '1-0', 'checkmate'), /result is 1-0/],
    [
      'a repetition that is none',
      game('g1f3 g8f6', '1/2-1/2', 'threefold-repetition'),
      /no position occurred three times/,
    ],
    ['a stalemate that is none', game(FOOL, '1/2-1/2', 'stalemate'), /stalemate/],
    ['a win by repetition', game(REPEAT, '1-0', 'threefold-repetition'), /result is 1-0/],
    ['fifty moves that were four', game(REPEAT, '1/2-1/2', 'fifty-moves'), /fifty/],
    ['bare kings with queens', game('e2e4 e7e5', '1/2-1/2', 'insufficient-material'), /material/],
    ['a game cut early', game('e2e4 e7e5', '1/2-1/2', 'ply-limit'), /cut at 2 of 300/],
    ['another opening', game(FOOL, '0-1', 'checkmate', { opening: 'e2e4' }), /opening/],
    ['other moves than in the PGN', game(FOOL, '0-1', 'checkmate', { moves: 'f2f3 e7e6 g2g4 d8h4' }), /ply 2/],
    ['a move too many on record', game(FOOL, '0-1', 'checkmate', { moves: `${FOOL} e1f2`, plies: 5 }), /ply 5/],
    ['another number of plies', game(FOOL, '0-1', 'checkmate', { plies: 3 }), /4 plies, 3 on record/],
    [
      'a PGN with an illegal move',
      { ...game(FOOL, '0-1', 'checkmate'), pgn: '[Result "0-1"]\n\n1. e5 0-1\n' },
      /refused/,
    ],
  ])('does not pass %s', (_, found, reason) => {
    expect(refereeGame(found)).toMatch(reason);
  });
});
