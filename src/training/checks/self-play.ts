/**
 * Positions from games that a network plays against itself at temperature 1: they need no data and depend on it and a
 * name alone.
 */
import { Chess } from 'chessops';
import { indexToMove, legalIndices, POLICY_SIZE } from '../../chess/board/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { type Random, randomFromHash, sha256Hex } from '../../spec/index.js';

export interface SelfPlayPosition {
  readonly position: Chess;
  readonly legal: readonly number[];
}

export interface SelfPlay {
  /** Seeds the generator. */
  readonly name: string;
  readonly games: number;
  readonly maxPlies: number;
  /** One position in so many plies is kept, from the third ply on. */
  readonly stride: number;
}

export async function selfPlayPositions(
  network: Network,
  { name, games, maxPlies, stride }: SelfPlay,
): Promise<SelfPlayPosition[]> {
  const random = randomFromHash(sha256Hex(name));
  const boards = Array.from({ length: games }, () => Chess.default());
  const kept: SelfPlayPosition[] = [];
  for (let ply = 0; ply < maxPlies; ply++) {
    const open = boards.filter((board) => !board.isEnd());
    if (open.length === 0) break;
    const { policy } = await network.evaluate(open);
    open.forEach((board, i) => {
      const legal = legalIndices(board);
      if (ply % stride === 2 % stride) kept.push({ position: board.clone(), legal });
      const logits = policy.subarray(i * POLICY_SIZE, (i + 1) * POLICY_SIZE);
      board.play(indexToMove(board, sample(maskedPolicy(logits, legal), legal, random)));
    });
  }
  return kept;
}

/** Probabilities of the legal moves, in their order. */
export function maskedPolicy(logits: Float32Array, legal: readonly number[]): number[] {
  const highest = Math.max(...legal.map((index) => logits[index]!));
  const weights = legal.map((index) => Math.exp(logits[index]! - highest));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

function sample(probabilities: readonly number[], legal: readonly number[], random: Random): number {
  let rest = random.next();
  for (let i = 0; i < legal.length; i++) {
    rest -= probabilities[i]!;
    if (rest < 0) return legal[i]!;
  }
  return legal[legal.length - 1]!;
}
