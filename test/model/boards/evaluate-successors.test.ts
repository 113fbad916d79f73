import { Chess } from 'chessops';
import { parseFen } from 'chessops/fen';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexToMove, legalIndices, POLICY_SIZE } from '../../../src/chess/board/encoding.js';
import { packSpears, SPEARS_BITS, SPEARS_BYTES } from '../../../src/chess/board/spears-bits.js';
import { chooseNetworkMove } from '../../../src/match/player/choose-network-move.js';
import { legalShare } from '../../../src/match/player/legal-share.js';
import { type Network, networkFromValues } from '../../../src/model/checkpoint/network.js';
import { elementCount, parameterShapes } from '../../../src/model/forward/parameters.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash, randomFromState } from '../../../src/spec/keys/random.js';
import type { EvaluationNetwork } from '../../../src/spec/network.js';
import { tinyTokenizer } from '../tiny.js';

const fen = (text: string): Chess => Chess.fromSetup(parseFen(text).unwrap()).unwrap();

/** K Q R B N P, as the bitboards are ordered. */
const WORTH = [0, 9, 5, 3, 3, 1];
/**
 * The trunk's norm turns (m, 50) into m / sqrt((m^2 + 50^2) / 2) and something else; this makes pawns of the first
 * again.
 */
const SHARPNESS = 50 / Math.SQRT2;
const pawnsOf = (m: number): number => (50 * m) / Math.sqrt(m * m + 2500);

/** A network that counts material: one hidden unit, a trunk that does nothing, one number; `bias` pawns on top. */
function counting(bias = 0): Network {
  const tokenizer = tinyTokenizer();
  const config: EvaluationNetwork = {
    format: 1,
    chess: { kind: 'evaluation', width: 1, layers: 1 },
    chat: { vocabulary: tokenizer.size, context: 16, width: 4, layers: 1, heads: 1 },
    trunk: { width: 2, layers: 1, hidden: 1 },
  };
  const values = new Map(
    parameterShapes(config).map(({ name, shape }) => [name, new Float32Array(elementCount(shape))]),
  );
  const material = Float32Array.from({ length: SPEARS_BITS }, (_, bit) =>
    bit < 384 ? WORTH[bit >> 6]! : bit < 768 ? -WORTH[(bit >> 6) - 6]! : 0,
  );
  values.set('chess.layer0.weight', material);
  values.set('chess.layer0.bias', Float32Array.of(200)); // ReLU lets it through
  values.set('chess.project.weight', Float32Array.of(1, 0));
  values.set('chess.project.bias', Float32Array.of(-200, 50));
  values.set('value.pawns.weight', Float32Array.of(SHARPNESS, 0));
  values.set('value.pawns.bias', Float32Array.of(bias));
  return networkFromValues(config, tokenizer, values);
}

/** The same position with the colours swapped. */
function mirrored(text: string): string {
  const [board, turn, castling, target, ...clocks] = text.split(' ') as [string, string, string, string, ...string[]];
  const swap = (letters: string): string =>
    letters.replace(/[a-zA-Z]/g, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()));
  const flipped = target.replace(/\d/, (rank) => String(9 - Number(rank)));
  const rights = [...swap(castling)].sort().join('');
  return [board.split('/').reverse().map(swap).join('/'), turn === 'w' ? 'b' : 'w', rights, flipped, ...clocks].join(
    ' ',
  );
}

let network: Network;
beforeAll(async () => {
  await startBackend();
  network = counting();
});
afterAll(() => network.dispose());

const POSITIONS = [
  'r3k2r/pppq1ppp/2npbn2/2b1p3/2B1P3/2NPBN2/PPPQ1PPP/R3K2R w KQkq - 6 8',
  'rnbqkbnr/1ppppp1p/p7/4P1p1/8/8/PPPP1PPP/RNBQKBNR w KQkq g6 0 3',
  '8/P6k/8/8/8/8/p6K/8 w - - 0 70',
  '7k/5Q2/8/6K1/8/8/8/8 w - - 10 90',
];

describe('a network that evaluates', () => {
  it.each(POSITIONS)('thinks the same of a position and its mirror: %s', async (text) => {
    const [own, other] = [fen(text), fen(mirrored(text))];
    const { policy, outcome } = await network.evaluate([own, other]);
    const legal = legalIndices(own);
    expect(legalIndices(other).sort()).toEqual([...legal].sort());
    for (const index of legal) expect(policy[POLICY_SIZE + index]).toBeCloseTo(policy[index]!, 3);
    expect(outcome[3]).toBeCloseTo(outcome[0]!, 5);
    expect(outcome[5]).toBeCloseTo(outcome[2]!, 5);
  });

  it.each(POSITIONS)('reads mirrored bits after mirrored moves: %s', (text) => {
    const [own, other] = [fen(text), fen(mirrored(text))];
    const positionAfter = (position: Chess, index: number): number[] => {
      const next = position.clone();
      next.play(indexToMove(position, index));
      next.fullmoves = 1; // counts Black's moves: the one thing that is not mirrored
      const bytes = new Uint8Array(SPEARS_BYTES);
      packSpears(next, bytes, 0);
      return [...bytes];
    };
    for (const index of legalIndices(own)) {
      const [a, b] = [positionAfter(own, index), positionAfter(other, index)];
      for (let board = 0; board < 12; board++) {
        const there = ((board + 6) % 12) * 8;
        expect(b.slice(there, there + 8)).toEqual(a.slice(board * 8, board * 8 + 8).reverse());
      }
      expect(b.slice(96, 99)).toEqual(a.slice(96, 99));
      expect(b[99]).toBe(a[99] === 255 ? 255 : a[99]! ^ 56);
      const flags = a[100]!;
      expect(b[100]).toBe(((flags & 3) << 2) | ((flags & 12) >> 2) | ((flags & 16) ^ 16) | (flags & 32));
    }
  });

  it('scores every legal move by the position after it, four logits a pawn, and no other move', async () => {
    // White may take a queen or a pawn.
    const position = fen('k7/8/8/3q1p2/4P3/8/8/K7 w - - 0 1');
    const { policy } = await network.evaluate([position]);
    const legal = legalIndices(position);
    const logit = (uci: string): number =>
      policy[
        (uci.charCodeAt(0) - 97 + 8 * (Number(uci[1]) - 1)) * 64 + uci.charCodeAt(2) - 97 + 8 * (Number(uci[3]) - 1)
      ]!;
    expect(Math.max(...legal.map((index) => policy[index]!))).toBe(logit('e4d5'));
    expect(logit('e4d5')).toBeCloseTo(0, 3); // pawn against pawn
    expect(logit('e4f5')).toBeCloseTo(4 * pawnsOf(-8), 3);
    expect(logit('a1b1')).toBeCloseTo(4 * pawnsOf(-9), 3);
    const illegal = Array.from(policy.keys()).filter((index) => !legal.includes(index));
    expect(illegal.every((index) => policy[index] === -Infinity)).toBe(true);
    expect(legalShare(policy, 0, legal, logit('e4d5'))).toBeGreaterThan(1 - 1e-6);
  });

  it('leaves ended games to the rules', async () => {
    const mate = fen('6k1/5ppp/8/8/8/8/q4PPP/3R2K1 w - - 0 1'); // Rd8 mates, a queen down
    const { policy } = await network.evaluate([mate]);
    expect(policy[3 * 64 + 59]).toBe(4 * 30);
    // Qf7 stalemates, Qg7 mates; Kf7 leaves a queen more.
    const close = fen('7k/8/6K1/8/8/8/5Q2/8 w - - 0 1');
    const logits = (await network.evaluate([close])).policy;
    expect(logits[13 * 64 + 53]).toBe(0); // Qf2-f7, stalemate
    expect(logits[13 * 64 + 61]).toBe(4 * 30); // Qf2-f8, mate
    // Taking the last pawn leaves bare kings.
    const bare = (await network.evaluate([fen('8/8/8/4k3/8/4p3/4K3/8 w - - 0 1')])).policy;
    expect(bare[12 * 64 + 20]).toBe(0);
  });

  it('holds evaluations within 15 pawns', async () => {
    const far = counting(400);
    const white = fen('7k/8/8/8/8/8/8/K7 w - - 0 1');
    white.board.set(1, { role: 'pawn', color: 'white' }); // enough material to go on
    const { policy, outcome } = await far.evaluate([white]);
    for (const index of legalIndices(white)) expect(policy[index]).toBe(4 * 15);
    expect(outcome[0]).toBeCloseTo(1 / (1 + Math.exp(-0.00368208 * 1500)), 5);
    far.dispose();
  });

  it('expects to win as Lichess does: 59.1 % with a pawn more', async () => {
    const pawnUp = counting(1);
    const [white, black] = [Chess.default(), Chess.default()];
    black.turn = 'black';
    const { outcome } = await pawnUp.evaluate([white, black]);
    expect(outcome[0]).toBeCloseTo(0.591, 3);
    expect(outcome[1]).toBe(0);
    expect(outcome[2]).toBeCloseTo(0.409, 3);
    expect(outcome[3]).toBeCloseTo(0.409, 3); // seen from the other side
    pawnUp.dispose();
  });

  it('plays: takes what hangs, mates with the guard', async () => {
    const random = () => randomFromState([1, 2, 3, 4]);
    const hanging = await chooseNetworkMove(network, {
      position: fen('k7/8/8/3q1p2/4P3/8/8/K7 w - - 0 1'),
      decoding: { temperature: 0, guard: 'none' },
      random: random(),
    });
    expect(hanging.move).toBe('e4d5');
    expect(hanging.legalShare).toBeCloseTo(1, 6);
    const mate = await chooseNetworkMove(network, {
      position: fen('6k1/5ppp/8/8/8/8/q4PPP/3R2K1 w - - 0 1'),
      decoding: { temperature: 1, guard: 'mate-and-repetition' },
      random: random(),
    });
    expect(mate.move).toBe('d1d8');
  });

  it('evaluates more positions than fit in one pass, each as alone', async () => {
    const random = randomFromHash(sha256Hex('many'));
    let position = Chess.default();
    const positions = Array.from({ length: 40 }, () => {
      const legal = legalIndices(position);
      position = position.clone();
      position.play(indexToMove(position, legal[random.below(legal.length)]!));
      if (position.isEnd()) position = Chess.default();
      return position;
    });
    const together = await network.evaluate(positions);
    for (const at of [0, 13, 39]) {
      const alone = await network.evaluate([positions[at]!]);
      alone.policy.forEach((logit, index) => {
        const other = together.policy[at * POLICY_SIZE + index]!;
        if (logit !== other) expect(Math.abs(logit - other)).toBeLessThan(1e-4); // -Infinity equals itself
      });
      alone.outcome.forEach((chance, i) => expect(chance).toBeCloseTo(together.outcome[3 * at + i]!, 5));
    }
  });
});
