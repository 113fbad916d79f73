import { Chess as Referee } from 'chess.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlayGame } from '../../../src/cli/talk/play-game.js';
import { readMove } from '../../../src/cli/talk/typed-move.js';

const DAY = new Date('2026-11-21T10:00:00Z');

function played(side: 'white' | 'black', ...sans: string[]): PlayGame {
  const game = new PlayGame(side);
  for (const san of sans) game.play(readMove(game.position, san)!);
  return game;
}

describe('a game against a checkpoint', () => {
  it('takes back the last move of the person with the answer to it', () => {
    const game = played('white', 'e4', 'e5', 'Nf3', 'Nc6');
    expect(game.undo()).toBe(true);
    expect(game.sans).toEqual(['e4', 'e5']);
    expect(game.personToMove).toBe(true);
    expect(game.undo()).toBe(true);
    expect(game.undo()).toBe(false);
    expect(game.sans).toEqual([]);
  });

  it('keeps the first move of a model that has White', () => {
    const game = played('black', 'e4', 'e5', 'Nf3');
    expect(game.undo()).toBe(true);
    expect(game.sans).toEqual(['e4']);
    expect(game.undo()).toBe(false);
    expect(game.sans).toEqual(['e4']);
  });

  it('forgets repetitions that were taken back', () => {
    const game = played('white', 'Nf3', 'Nf6', 'Ng1', 'Ng8', 'Nf3', 'Nf6', 'Ng1');
    game.play(readMove(game.position, 'Ng8')!);
    expect(game.ending).toMatchObject({ termination: 'threefold-repetition' });
    game.undo();
    expect(game.ending).toBeUndefined();
    game.play(readMove(game.position, 'e4')!);
    expect(game.ending).toBeUndefined();
  });

  it('is written as PGN that chess.js reads, whatever the model is called', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), (model) => {
        const game = played('black', 'f3', 'e5', 'g4', 'Qh4');
        expect(game.ending).toEqual({ result: '0-1', termination: 'checkmate' });
        const referee = new Referee();
        referee.loadPgn(game.pgn(model, '0-1', DAY));
        expect(referee.history()).toEqual(['f3', 'e5', 'g4', 'Qh4#']);
        expect(referee.getHeaders()).toMatchObject({ Black: 'You', Date: '2026.11.21', Result: '0-1' });
      }),
    );
  });

  it('breaks long games into lines', () => {
    const game = new PlayGame('white');
    for (let i = 0; i < 12; i++)
      for (const san of ['Nf3', 'Nf6', 'Ng1', 'Ng8']) game.play(readMove(game.position, san)!);
    for (const line of game.pgn('x', '*', DAY).split('\n')) expect(line.length).toBeLessThan(80);
  });
});
