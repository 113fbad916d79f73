import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EvaluationQueue } from '../../../src/match/loop/evaluation-queue.js';
import type { LiveGame } from '../../../src/match/loop/live-game.js';
import type { MoveEvaluator } from '../../../src/match/player/player.js';

const evaluatorWith = (concurrency: number): MoveEvaluator => ({
  concurrency,
  evaluateMoves: () => Promise.reject(new Error('not asked here')),
});
const games = (count: number): LiveGame[] => Array.from({ length: count }, () => ({}) as LiveGame);

function waitingOf(...groups: [MoveEvaluator, number][]): EvaluationQueue {
  const waiting = new EvaluationQueue();
  for (const [evaluator, count] of groups) for (const game of games(count)) waiting.add(evaluator, game);
  return waiting;
}

describe('games that wait for networks', () => {
  it('go all together to a evaluator in this thread, and in as many parts as passes to one beside it', () => {
    expect(waitingOf([evaluatorWith(1), 300]).take(0, 300, 0)?.games).toHaveLength(300);
    const waiting = waitingOf([evaluatorWith(2), 300]);
    expect(waiting.take(0, 300, 0)?.games).toHaveLength(150);
    expect(waiting.take(1, 300, 0)?.games).toHaveLength(150);
    expect(waiting.take(2, 300, 0)).toBeUndefined();
    expect(waitingOf([evaluatorWith(3), 300]).take(0, 300, 0)?.games).toHaveLength(100);
  });

  it('are not split into parts of less than eight', () => {
    expect(waitingOf([evaluatorWith(4), 22]).take(0, 22, 0)?.games).toHaveLength(8);
    expect(waitingOf([evaluatorWith(2), 7]).take(0, 7, 0)?.games).toHaveLength(7);
  });

  it('wait for company while another pass is under way, but not for ever', () => {
    const [large, small] = [evaluatorWith(2), evaluatorWith(2)];
    const waiting = waitingOf([small, 3], [large, 100]);
    for (let turn = 0; turn < 8; turn++) {
      expect(waiting.take(1, 200, 0)?.evaluator).toBe(large);
      for (const game of games(100)) waiting.add(large, game);
    }
    expect(waiting.take(1, 200, 0)?.evaluator).toBe(small);
  });

  it('wait for a full batch while an engine thinks', () => {
    const evaluator = evaluatorWith(1);
    const waiting = waitingOf([evaluator, 63]);
    expect(waiting.take(0, 100, 1)).toBeUndefined();
    waiting.add(evaluator, games(1)[0]!);
    expect(waiting.take(0, 100, 1)?.games).toHaveLength(64);
  });

  it('all go once, whatever comes when, and something goes whenever nothing is under way', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 200 })), { maxLength: 20 }),
        fc.integer({ min: 1, max: 4 }),
        (arrivals, passes) => {
          const evaluators = Array.from({ length: 4 }, () => evaluatorWith(passes));
          const waiting = new EvaluationQueue();
          const left = new Set<LiveGame>();
          let underWay = 0;
          const play = (): void => {
            for (let pass = waiting.take(underWay, left.size, 0); pass; pass = waiting.take(underWay, left.size, 0)) {
              underWay++;
              for (const game of pass.games) expect(left.delete(game)).toBe(true);
            }
          };
          for (const [number, count] of arrivals) {
            for (const game of games(count)) {
              left.add(game);
              waiting.add(evaluators[number]!, game);
            }
            play();
            underWay = Math.max(0, underWay - 1);
          }
          while (left.size > 0) {
            const before = left.size;
            underWay = 0;
            play();
            expect(left.size).toBeLessThan(before);
          }
        },
      ),
    );
  });
});
