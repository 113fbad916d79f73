import { readFileSync } from 'node:fs';
import { Chess as Referee } from 'chess.js';
import { describe, expect, it } from 'vitest';
import { readBook } from '../../../src/chess/board/opening-book.js';
import { playGames } from '../../../src/match/loop/play-games.js';
import { MatchError, type NetworkPlayer, type Player, type PolicyModel } from '../../../src/match/player/player.js';
import { flatModel, hashModel } from '../mock-model.js';
import { ordersOf, playAll, playersOf } from '../orders.js';

const book = readBook(readFileSync(new URL('../../../data/openings/default.txt', import.meta.url), 'utf8'));
const network = (
  model: PolicyModel,
  temperature = 1,
  guard: NetworkPlayer['decoding']['guard'] = 'mate-and-repetition',
): Player => ({
  kind: 'network',
  model,
  decoding: { temperature, guard },
});
const anchor = (name: 'random' | 'greedy'): Player => ({ kind: 'anchor', anchor: name });

describe('playGames', () => {
  it('plays a game alone as it plays it in a batch of 200', async () => {
    const players = playersOf(network(hashModel(1)), network(hashModel(2), 0.5));
    const orders = ordersOf(200, { maxPlies: 60 }).map((order, number) => ({
      ...order,
      opening: book[number % book.length]!,
    }));
    const together = await playAll(orders, players, 200);
    expect(together).toHaveLength(200);
    const byKey = new Map(together.map((result) => [result.gameKey, result]));
    for (const order of orders.slice(0, 30))
      expect(await playAll([order], players, 1)).toEqual([byKey.get(order.gameKey)]);
    expect(new Set(together.map((result) => result.moves)).size).toBe(200);
  });

  it('plays the same games at any concurrency', async () => {
    const players = playersOf(network(hashModel(1)), anchor('greedy'));
    const orders = ordersOf(30, { maxPlies: 40 });
    const sorted = async (concurrency: number) =>
      (await playAll(orders, players, concurrency)).sort((a, b) => (a.gameKey < b.gameKey ? -1 : 1));
    const reference = await sorted(30);
    expect(await sorted(1)).toEqual(reference);
    expect(await sorted(7)).toEqual(reference);
  });

  it('asks one network about all the games in which it is to move, and players with one model together', async () => {
    const sizes: number[] = [];
    const inner = flatModel();
    const model: PolicyModel = {
      evaluate(positions) {
        sizes.push(positions.length);
        return inner.evaluate(positions);
      },
    };
    const orders = ordersOf(16, { maxPlies: 10 });
    const report = await (async () => {
      const queue = [...orders];
      return playGames({
        players: playersOf(network(model, 1, 'none'), network(model, 0.5, 'none')),
        next: () => queue.shift(),
        concurrency: 8,
        onFinished: () => undefined,
      });
    })();
    expect(sizes.slice(0, 10)).toEqual(Array(10).fill(8));
    expect(report).toMatchObject({ games: 16, plies: 160, positions: 160, batches: 20 });
  });

  it('ends at the ply limit and sums up what each side did', async () => {
    const [result] = await playAll(
      ordersOf(1, { maxPlies: 21, opening: 'e2e4 e7e5' }),
      playersOf(network(flatModel(), 1, 'none'), anchor('random')),
    );
    expect(result).toMatchObject({ termination: 'ply-limit', result: '1/2-1/2', plies: 21 });
    expect(result!.moves.split(' ')).toHaveLength(21);
    expect(result!.moves).toMatch(/^e2e4 e7e5 /);
    expect(result!.white).toMatchObject({ moves: 10, guarded: 0 });
    expect(result!.white.legalShare / 10).toBeCloseTo(30 / 4288, 2);
    expect(result!.black).toEqual({ moves: 9, legalShare: 0, guarded: 0 });
  });

  it('takes an opening that ends the game', async () => {
    const opening = 'f2f3 e7e5 g2g4 d8h4';
    const [result] = await playAll(ordersOf(1, { opening }), playersOf(anchor('random'), anchor('random')));
    expect(result).toMatchObject({
      result: '0-1',
      termination: 'checkmate',
      moves: opening,
      plies: 4,
      white: { moves: 0 },
    });
  });

  it('takes orders that come while games are on their boards', async () => {
    const [first, second] = ordersOf(2, { maxPlies: 12 });
    const results: string[] = [];
    let asked = 0;
    await playGames({
      players: playersOf(network(flatModel()), network(flatModel())),
      next: () => (++asked === 1 ? first : asked === 5 ? second : undefined),
      concurrency: 4,
      onFinished: (result) => results.push(result.gameKey),
    });
    expect(results).toEqual([first!.gameKey, second!.gameKey]);
  });
});

describe('what goes wrong', () => {
  const players = playersOf(network(flatModel()), anchor('random'));

  it.each([
    ['an opening with an illegal move', { opening: 'e2e5' }, 'illegal-opening'],
    ['an opening that goes on after mate', { opening: 'f2f3 e7e5 g2g4 d8h4 e2e4' }, 'illegal-opening'],
    ['a contestant nobody knows', { white: 'f'.repeat(64) as never }, 'unknown-contestant'],
  ])('rejects %s', async (_name, change, code) => {
    await expect(playAll(ordersOf(1, change), players)).rejects.toMatchObject({ name: 'MatchError', code });
  });

  it('passes on a network’s error', async () => {
    const broken: PolicyModel = { evaluate: () => Promise.reject(new Error('out of memory')) };
    await expect(playAll(ordersOf(3), playersOf(network(broken), anchor('random')))).rejects.toThrow('out of memory');
  });

  it('rejects an answer of the wrong size', async () => {
    const short: PolicyModel = {
      evaluate: async () => ({ policy: new Float32Array(4), outcome: new Float32Array(3) }),
    };
    await expect(playAll(ordersOf(2), playersOf(network(short), anchor('random')))).rejects.toThrow(MatchError);
  });

  it('stops when aborted, even where networks and anchors never wait', async () => {
    for (const one of [network(flatModel()), anchor('greedy')]) {
      const aborter = new AbortController();
      setTimeout(() => aborter.abort(new Error('cancelled')), 50);
      const [order] = ordersOf(1);
      const endless = playGames({
        players: playersOf(one, anchor('random')),
        next: () => order,
        concurrency: 20,
        onFinished: () => undefined,
        signal: aborter.signal,
      });
      await expect(endless).rejects.toThrow('cancelled');
    }
  });
});

/** Plays the moves with chess.js, which throws on an illegal one, and says how it would call the last position. */
function refereed(moves: string): { result: string; ended: boolean; fifty: boolean } {
  const referee = new Referee();
  for (const [ply, uci] of moves.split(' ').entries()) {
    if (ply > 0 && referee.isGameOver()) throw new Error(`the game was over before ply ${ply + 1}`);
    referee.move({ from: uci.slice(0, 2), to: uci.slice(2, 4), promotion: uci[4] });
  }
  const winner = referee.turn() === 'w' ? '0-1' : '1-0';
  return {
    result: referee.isCheckmate() ? winner : '1/2-1/2',
    ended: referee.isGameOver(),
    fifty: referee.isDrawByFiftyMoves(),
  };
}

describe('legal games', () => {
  it('plays 500 games of the random mover, of which chess.js agrees with every tenth to the end', async () => {
    const results = await playAll(ordersOf(500, { maxPlies: 400 }), playersOf(anchor('random'), anchor('random')));
    expect(results).toHaveLength(500);
    for (const { moves, result, termination } of results.filter((_, number) => number % 10 === 0)) {
      const second = refereed(moves);
      expect(second.result).toBe(result);
      expect(second.ended).toBe(termination !== 'ply-limit');
      expect(second.fifty).toBe(termination === 'fifty-moves');
    }
    const endings = new Set(results.map(({ termination }) => termination));
    expect([...endings].sort()).toEqual(
      ['checkmate', 'fifty-moves', 'insufficient-material', 'ply-limit', 'stalemate', 'threefold-repetition'].sort(),
    );
  });

  it('plays legal games of networks with the guard, up to long repetitions', async () => {
    const results = await playAll(ordersOf(20), playersOf(network(hashModel(3), 0), network(hashModel(4), 0.3)));
    for (const { moves, result } of results) expect(refereed(moves).result).toBe(result);
  });
});

describe('anchors', () => {
  it('greedy beats random over 100 games', async () => {
    const orders = ordersOf(100).map((order, number) => ({ ...order, opening: book[number >> 1]! }));
    const results = await playAll(orders, playersOf(anchor('greedy'), anchor('random')));
    const greedy = new Map(orders.map((order, number) => [order.gameKey, number % 2 === 0 ? '1-0' : '0-1']));
    const wins = results.filter(({ gameKey, result }) => result === greedy.get(gameKey)).length;
    const losses = results.filter(
      ({ gameKey, result }) => result !== '1/2-1/2' && result !== greedy.get(gameKey),
    ).length;
    expect(wins).toBeGreaterThan(30);
    expect(losses).toBeLessThan(5);
  });
});
