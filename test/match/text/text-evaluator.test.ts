import { Chess } from 'chessops';
import { describe, expect, it } from 'vitest';
import { legalIndices, moveFromUci, uciOfIndex } from '../../../src/chess/board/index.js';
import { Tokenizer } from '../../../src/dialogue/tokens/index.js';
import { trainTokenizer } from '../../../src/dialogue/tokens/train-tokenizer.js';
import { replayRecorded } from '../../../src/match/loop/index.js';
import { MoveEvaluationReader } from '../../../src/match/player/evaluate-moves.js';
import type { NetworkPlayer } from '../../../src/match/player/player.js';
import { TextEvaluator, type TextModel } from '../../../src/match/text/text-evaluator.js';
import { sha256Hex } from '../../../src/spec/keys/index.js';
import { ONE, ordersOf, playAll, playersOf, TWO } from '../orders.js';

const tokenizer = Tokenizer.fromJson(trainTokenizer(['1. e4 e5 2. Nf3 Nc6 3. O-O O-O-O Bb5 a6 Nxd4+'], 280));

/** A language model that remembers what it was asked; a continuation is as likely as a hash says. */
function mockModel(context = 4_096) {
  const asked: { text: string; tokens: number; moves: string[] }[] = [];
  const model: TextModel = {
    config: { context },
    tokenizer,
    scores: async (text, continuations) => {
      const moves = continuations.map((tokens) => tokenizer.decode(tokens));
      asked.push({ text: tokenizer.decode(text), tokens: text.length, moves });
      return Float32Array.from(
        moves,
        (move) => -1 - (6 * Number.parseInt(sha256Hex(`${tokenizer.decode(text)}${move}`).slice(0, 6), 16)) / 2 ** 24,
      );
    },
    dispose: () => undefined,
  };
  return { model, asked };
}

function boardAfter(text: string, evaluator: TextEvaluator) {
  const line = text.split(' ').filter(Boolean);
  const position = Chess.default();
  for (const uci of line) position.play(moveFromUci(position, uci)!);
  return { line, position, legal: legalIndices(position), model: evaluator };
}
const playerOf = (model: TextModel, temperature: number): NetworkPlayer => ({
  kind: 'network',
  model: new TextEvaluator(model),
  decoding: { temperature, guard: 'none' },
});

describe('a language model at the board', () => {
  it('is asked for the SAN of each legal move after the movetext', async () => {
    const { model, asked } = mockModel();
    const evaluator = new TextEvaluator(model);
    const boards = [boardAfter('', evaluator), boardAfter('e2e4 e7e5 g1f3', evaluator)];
    const reader = new MoveEvaluationReader(await evaluator.evaluateMoves(boards));
    expect(asked.map(({ text }) => text)).toEqual(['1.', '1. e4 e5 2. Nf3']);
    expect(asked[0]!.moves).toEqual(expect.arrayContaining([' e4', ' Nf3']));
    const first = reader.next(20);
    expect(first.logits).toHaveLength(20);
    expect(first.score).toBeNaN();
    expect(first.legalShare).toBeLessThanOrEqual(1);
  });

  it('is given the tokens of the whole text, though words are encoded one by one', async () => {
    const { model, asked } = mockModel();
    const evaluator = new TextEvaluator(model);
    await evaluator.evaluateMoves([boardAfter('e2e4 e7e5 g1f3 b8c6 f1b5 a7a6 e1g1 a6b5', evaluator)]);
    expect(asked[0]!.tokens).toBe(tokenizer.encode('1. e4 e5 2. Nf3 Nc6 3. Bb5 a6 4. O-O axb5 5.').length);
  });

  it('counts a move that begins like another once in the share of legal moves', async () => {
    const { model, asked } = mockModel();
    const evaluator = new TextEvaluator({
      ...model,
      scores: async (text, moves) => (await model.scores(text, moves)).fill(-2),
    });
    const line = 'd2d4 d7d5 c1f4 c8f5 b1c3 b8c6 d1d2 d8d7 g2g3 g7g6 f1g2 f8g7 g1f3 g8f6';
    const board = boardAfter(line, evaluator);
    const { probabilities } = await evaluator.evaluateMoves([board]);
    const { moves } = asked[0]!;
    expect(moves).toEqual(expect.arrayContaining([' O-O', ' O-O-O']));
    const share = (move: string): number => probabilities[moves.indexOf(move)]!;
    expect([share(' O-O'), share(' O-O-O')]).toEqual([Math.fround(Math.exp(-2)), 0]);
  });

  it('forgets the oldest moves of a game that is too long', async () => {
    const { model, asked } = mockModel(40);
    const evaluator = new TextEvaluator(model);
    const line = Array.from({ length: 6 }, () => 'g1f3 g8f6 f3g1 f6g8').join(' ');
    await evaluator.evaluateMoves([boardAfter(`${line} e2e4`, evaluator)]);
    const { text, tokens, moves } = asked[0]!;
    expect(text).toMatch(/^1?\d\. Nf3 Nf6 .*13\. e4$|^1?\d\. Ng1 Ng8 .*13\. e4$/);
    expect(tokens + Math.max(...moves.map((move) => tokenizer.encode(move).length))).toBeLessThanOrEqual(40);
    expect(tokens).toBeGreaterThan(20);
  });

  it('plays whole games, the same with any others beside them, which replays decide again', async () => {
    const players = playersOf(playerOf(mockModel().model, 1), { kind: 'anchor', anchor: 'random' });
    const orders = ordersOf(4, { opening: 'e2e4 e7e5', maxPlies: 30 });
    const together = await playAll(orders, players);
    for (const order of orders) {
      const [alone] = await playAll([order], players);
      expect(alone).toEqual(together.find(({ gameKey }) => gameKey === order.gameKey));
    }
    const games = together.map((recorded) => ({
      order: orders.find(({ gameKey }) => gameKey === recorded.gameKey)!,
      recorded,
    }));
    const replayed = await replayRecorded(games, players);
    for (const { decided, same, difference } of replayed) expect([same, difference]).toEqual([decided, undefined]);
    const other = playersOf({ kind: 'anchor', anchor: 'random' }, { kind: 'anchor', anchor: 'random' });
    expect((await replayRecorded(games, other)).some(({ difference }) => difference)).toBe(true);
  });

  it('takes the likeliest move at temperature 0', async () => {
    const { model } = mockModel();
    const evaluator = new TextEvaluator(model);
    const board = boardAfter('e2e4', evaluator);
    const { logits } = await evaluator.evaluateMoves([board]);
    const best = board.legal[logits.indexOf(Math.max(...logits))]!;
    const [game] = await playAll(
      ordersOf(1, { opening: 'e2e4', maxPlies: 2, white: TWO, black: ONE }),
      playersOf(playerOf(model, 0), { kind: 'anchor', anchor: 'random' }),
    );
    expect(game!.moves).toBe(`e2e4 ${uciOfIndex(board.position, best)}`);
    expect(game!.black).toMatchObject({ moves: 1, guarded: 0 });
  });
});
