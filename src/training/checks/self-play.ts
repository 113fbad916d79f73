/**
 * Positions from games that a network plays against itself at temperature 1. They need no data and depend only on the
 * network and a name.
 */
import { Chess } from 'chessops';
import { indexToMove, legalIndices } from '../../chess/board/index.js';
import { type Random, randomFromHash, sha256Hex } from '../../spec/keys/index.js';
import type { Evaluator } from './shared-tower.js';

/** A position with its legal moves. */
export interface SelfPlayPosition {
  readonly position: Chess;
  /** Policy indices of the legal moves; at least one. */
  readonly legal: readonly number[];
}

interface SelfPlayOptions {
  /** Seeds the generator. */
  readonly name: string;
  readonly games: number;
  readonly maxPlies: number;
  /** Takes every `stride`th position of a game, from the third ply on. */
  readonly stride: number;
}

/** Plays games and returns some of their positions, the same for the same network and options. */
export async function selfPlayPositions(
  network: Evaluator<'logits'>,
  { name, games, maxPlies, stride }: SelfPlayOptions,
): Promise<SelfPlayPosition[]> {
  const random = randomFromHash(sha256Hex(name));
  const boards = Array.from({ length: games }, () => Chess.default());
  const positions: SelfPlayPosition[] = [];
  for (let ply = 0; ply < maxPlies; ply++) {
    const unfinished = boards.filter((board) => !board.isEnd());
    if (unfinished.length === 0) break;
    const moves = unfinished.map(legalIndices);
    const { logits } = await network.evaluateMoves(unfinished, moves);
    let at = 0;
    unfinished.forEach((board, i) => {
      const legal = moves[i]!;
      if (ply % stride === 2 % stride) positions.push({ position: board.clone(), legal });
      const policy = softmax(logits.subarray(at, (at += legal.length)));
      board.play(indexToMove(board, sample(policy, legal, random)));
    });
  }
  return positions;
}

/** Probabilities of moves among themselves, by their logits. */
export function softmax(logits: Float32Array): number[] {
  const highest = Math.max(...logits);
  const weights = Array.from(logits, (logit) => Math.exp(logit - highest));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

function sample(probabilities: readonly number[], legal: readonly number[], random: Random): number {
  let remaining = random.next();
  for (let i = 0; i < legal.length; i++) {
    remaining -= probabilities[i]!;
    if (remaining < 0) return legal[i]!;
  }
  return legal[legal.length - 1]!;
}
