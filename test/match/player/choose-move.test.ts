import { describe, expect, it } from 'vitest';
import { POLICY_SIZE } from '../../../src/chess/board/encoding.js';
import { chooseMove } from '../../../src/match/player/choose-move.js';
import { legalMoveEvaluation } from '../../../src/match/player/evaluate-moves.js';
import { MatchError } from '../../../src/match/player/player.js';
import { randomFromState } from '../../../src/spec/keys/random.js';
import type { Decoding } from '../../../src/spec/tournament.js';
import { choose, evaluation, indexOf, START, situation } from '../boards.js';

const plain = (temperature: number): Decoding => ({ temperature, guard: 'none' });
const guarded = (temperature: number): Decoding => ({ temperature, guard: 'mate-and-repetition' });

describe('masked choice', () => {
  it('takes the best legal move at temperature 0, whatever illegal logits say', () => {
    const board = situation(START);
    const evaluated = evaluation(board.position, { e2e4: 2, d2d4: 1.9 });
    evaluated.policy[indexOf(board.position, 'e2e4') + 1] = 50;
    expect(choose(board, evaluated, plain(0)).move).toBe('e2e4');
  });

  it('takes the lowest index of equal moves, for Black too', () => {
    for (const moves of ['', 'e2e4']) {
      const board = situation(START, moves);
      expect(choose(board, evaluation(board.position, {}), plain(0)).index).toBe(Math.min(...board.legal));
    }
  });

  it.each([0.5, 1, 2])('draws in proportion to the policy at temperature %d', (temperature) => {
    const board = situation('7k/8/8/8/8/8/8/K7 w - - 0 1'); // three moves
    const logits = { a1a2: 1, a1b1: 0, a1b2: -1 };
    const evaluated = evaluation(board.position, logits);
    const weights = Object.fromEntries(
      Object.entries(logits).map(([move, logit]) => [move, Math.exp(logit / temperature)]),
    );
    const total = Object.values(weights).reduce((sum, weight) => sum + weight);
    const random = randomFromState([5, 6, 7, 8]);
    const draws = 20_000;
    const counts: Record<string, number> = { a1a2: 0, a1b1: 0, a1b2: 0 };
    for (let i = 0; i < draws; i++) counts[choose(board, evaluated, plain(temperature), random).move]!++;
    // Five standard errors of a share are at most 5 x sqrt(.25 / 20,000) = .018.
    for (const [move, weight] of Object.entries(weights))
      expect(Math.abs(counts[move]! / draws - weight / total)).toBeLessThan(0.018);
  });

  it('never draws a move of no weight', () => {
    const board = situation('7k/8/8/8/8/8/8/K7 w - - 0 1');
    const evaluated = evaluation(board.position, {
      a1a2: Number.NEGATIVE_INFINITY,
      a1b1: 0,
      a1b2: Number.NEGATIVE_INFINITY,
    });
    const random = randomFromState([5, 6, 7, 8]);
    for (let i = 0; i < 200; i++) expect(choose(board, evaluated, plain(1), random).move).toBe('a1b1');
  });

  it('takes exactly one random number on every path', () => {
    const mate = situation('7k/8/6K1/8/8/8/8/R7 w - - 0 1');
    const quiet = situation(START);
    const repeating = situation('7k/7p/8/8/8/8/Q7/K7 w - - 0 1', 'a2b2 h8g8 b2a2 g8h8 a2b2 h8g8');
    for (const board of [mate, quiet, repeating]) {
      for (const decoding of [plain(0), plain(1), guarded(0), guarded(1)]) {
        const random = randomFromState([9, 9, 9, 9]);
        choose(board, evaluation(board.position, {}, 0.9), decoding, random);
        const other = randomFromState([9, 9, 9, 9]);
        other.next();
        expect(random.state()).toEqual(other.state());
      }
    }
  });

  it('reads the row it is told', () => {
    const board = situation(START);
    const policy = new Float32Array(2 * POLICY_SIZE);
    policy[indexOf(board.position, 'e2e4')] = 9;
    policy[POLICY_SIZE + indexOf(board.position, 'd2d4')] = 9;
    const evaluated = { policy, outcome: new Float32Array(6).fill(1 / 3) };
    expect(
      chooseMove(board, legalMoveEvaluation(evaluated, 1, board.legal), plain(0), randomFromState([1, 2, 3, 4])).index,
    ).toBe(indexOf(board.position, 'd2d4'));
  });
});

describe('legal share', () => {
  it('is the softmax over all 4288 logits, summed over legal moves', () => {
    const board = situation(START);
    const evaluated = evaluation(board.position, {});
    expect(choose(board, evaluated, plain(1)).legalShare).toBeCloseTo(20 / POLICY_SIZE, 8);
    const random = randomFromState([3, 1, 4, 1]);
    for (let i = 0; i < POLICY_SIZE; i++) evaluated.policy[i] = 20 * random.next() - 10;
    let all = 0;
    for (const logit of evaluated.policy) all += Math.exp(logit);
    const legal = board.legal.reduce((sum, index) => sum + Math.exp(evaluated.policy[index]!), 0);
    expect(choose(board, evaluated, plain(1)).legalShare).toBeCloseTo(legal / all, 6);
  });

  it('reaches 1 and 0', () => {
    const board = situation(START);
    expect(choose(board, evaluation(board.position, { e2e4: 0 }, 0.5, -1e4), plain(1)).legalShare).toBeCloseTo(1, 6);
    const evaluated = evaluation(board.position, {}, 0.5, -1e4);
    evaluated.policy[0] = 1e4;
    expect(choose(board, evaluated, plain(1)).legalShare).toBeLessThan(1e-24);
  });
});

describe('a network that gives no numbers', () => {
  const board = situation(START);
  it.each([
    ['a legal logit', { e2e4: Number.NaN }, 0.5, 0],
    ['every logit', {}, 0.5, Number.NaN],
    ['an endless logit', { e2e4: Number.POSITIVE_INFINITY }, 0.5, 0],
    ['no legal move possible', {}, 0.5, Number.NEGATIVE_INFINITY],
    ['the value', {}, Number.NaN, 0],
  ])('is an error: %s', (_name, logits, win, rest) => {
    expect(() =>
      choose(board, evaluation(board.position, logits as Record<string, number>, win, rest), guarded(1)),
    ).toThrow(MatchError);
  });
});

/** White to move; c2g6 stalemates, nothing mates. */
const STALEMATING = '7k/8/8/6K1/8/8/2Q5/8 w - - 0 1';
/** Nothing mates. */
const QUEEN = '7k/7p/8/8/8/8/Q7/K7 w - - 0 1';
const ROUND = 'a2b2 h8g8 b2a2 g8h8';

describe('guard mate-and-repetition', () => {
  it('plays a mate in one, however unlikely and whatever the value head says', () => {
    const board = situation('7k/8/6K1/8/8/8/8/R7 w - - 0 1');
    const evaluated = evaluation(board.position, { a1a8: -20 }, 0);
    expect(choose(board, evaluated, guarded(1))).toMatchObject({ move: 'a1a8', guarded: true });
    expect(choose(board, evaluated, plain(0))).not.toMatchObject({ move: 'a1a8' });
  });

  it('plays the likeliest of several mates', () => {
    const board = situation('4R1R1/8/8/5k2/8/8/8/4K2R w K - 0 1');
    expect(choose(board, evaluation(board.position, { e1g1: 1 }), guarded(1)).move).toBe('e1g1');
    expect(choose(board, evaluation(board.position, { h1f1: 1 }), guarded(1)).move).toBe('h1f1');
  });

  it('drops a stalemating move only above .6', () => {
    const board = situation(STALEMATING);
    const logits = { c2g6: 5, c2c7: 4 };
    expect(choose(board, evaluation(board.position, logits, 0.61), guarded(0))).toMatchObject({
      move: 'c2c7',
      guarded: true,
    });
    expect(choose(board, evaluation(board.position, logits, 0.59), guarded(0))).toMatchObject({
      move: 'c2g6',
      guarded: false,
    });
    expect(choose(board, evaluation(board.position, logits, 0.99), plain(0))).toMatchObject({
      move: 'c2g6',
      guarded: false,
    });
  });

  it('counts half of the draws towards the score', () => {
    const board = situation(STALEMATING);
    const { policy } = evaluation(board.position, { c2g6: 5, c2c7: 4 });
    expect(choose(board, { policy, outcome: Float32Array.of(0.3, 0.7, 0) }, guarded(0)).move).toBe('c2c7');
    expect(choose(board, { policy, outcome: Float32Array.of(0.5, 0.1, 0.4) }, guarded(0)).move).toBe('c2g6');
  });

  it('drops a move to a position that stood on the board before', () => {
    const logits = { a2b2: 5, a2c2: 4 };
    const fresh = situation(QUEEN);
    expect(choose(fresh, evaluation(fresh.position, logits, 0.9), guarded(0))).toMatchObject({
      move: 'a2b2',
      guarded: false,
    });
    const again = situation(QUEEN, ROUND);
    expect(choose(again, evaluation(again.position, logits, 0.9), guarded(0))).toMatchObject({
      move: 'a2c2',
      guarded: true,
    });
    expect(choose(again, evaluation(again.position, logits, 0.5), guarded(0))).toMatchObject({
      move: 'a2b2',
      guarded: false,
    });
  });

  it('keeps the drawn move where every move repeats', () => {
    const rounds = ['a2', 'b1', 'b2'].map((square) => `a1${square} h8g8 ${square}a1 g8h8`);
    const board = situation('2r4k/8/8/8/8/8/8/K7 w - - 0 1', rounds.join(' '));
    expect(board.legal).toHaveLength(3);
    expect(choose(board, evaluation(board.position, { a1b2: 3 }, 0.9), guarded(0))).toMatchObject({
      move: 'a1b2',
      guarded: false,
    });
  });

  it('renormalises: what is left keeps its proportions', () => {
    const board = situation(STALEMATING);
    const evaluated = evaluation(board.position, { c2g6: 1.5, c2c7: 1, c2b2: 0 }, 0.9, -1e4);
    const random = randomFromState([2, 7, 1, 8]);
    const draws = 20_000;
    const counts: Record<string, number> = { c2g6: 0, c2c7: 0, c2b2: 0 };
    let changed = 0;
    for (let i = 0; i < draws; i++) {
      const choice = choose(board, evaluated, guarded(1), random);
      counts[choice.move]!++;
      if (choice.guarded) changed++;
    }
    const weights = [1.5, 1, 0].map((logit) => Math.exp(logit)) as [number, number, number];
    expect(counts.c2g6).toBe(0);
    expect(Math.abs(counts.c2c7! / draws - weights[1] / (weights[1] + weights[2]))).toBeLessThan(0.018);
    expect(Math.abs(changed / draws - weights[0] / (weights[0] + weights[1] + weights[2]))).toBeLessThan(0.018);
  });
});
