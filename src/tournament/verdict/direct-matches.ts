/** The games of two arms' children within one block, and their difference on Davidson's scale. */
import { type DavidsonMatch, davidsonEloOfMargin, davidsonEloPerShare } from '../../rating/elo/index.js';
import type { ReplicateDifference } from '../../spec/api/index.js';
import { pairScores } from '../stats/index.js';
import type { BlockPlayers, PrefixGame } from './complete-blocks.js';

/** What the children of two arms scored against each other in one block. */
export interface DirectMatch {
  readonly block: number;
  /** The first child's share of points above ½, -½ to ½. */
  readonly margin: number;
  /** Its points in each pair of games less one, -1 to 1. */
  readonly pairs: readonly number[];
}

/** Returns the direct matches of complete pairs, in the order of `players`; blocks without any are left out. */
export function directMatches(games: readonly PrefixGame[], players: readonly BlockPlayers[]): DirectMatch[] {
  const byBlock = new Map<number, PrefixGame[]>();
  for (const game of games) {
    const own = byBlock.get(game.block);
    if (own) own.push(game);
    else byBlock.set(game.block, [game]);
  }
  return players.flatMap(({ block, first, second }) => {
    // half points are whole numbers: their sum does not depend on the order
    const scores = pairScores(byBlock.get(block) ?? [], first.key, second.key);
    if (scores.length === 0) return [];
    const halfPoints = scores.reduce((sum, score) => sum + score - 2, 0);
    return [{ block, margin: halfPoints / (4 * scores.length), pairs: scores.map((score) => (score - 2) / 2) }];
  });
}

/**
 * Standard error of a block's margin from its games alone, pooled over blocks; null if no block has two pairs, and if
 * the pairs of every block scored alike (all drawn, say), which tells no error.
 */
function marginErrors(matches: readonly DirectMatch[]): ((match: DirectMatch) => number) | null {
  let [squares, freedom] = [0, 0];
  for (const { margin, pairs } of matches) {
    squares += pairs.reduce((sum, pair) => sum + (pair / 2 - margin) ** 2, 0);
    freedom += pairs.length - 1;
  }
  return freedom === 0 || squares === 0 ? null : ({ pairs }) => Math.sqrt(squares / freedom / pairs.length);
}

/**
 * Returns first arm minus second for each direct match. Elo is the maximum-likelihood difference given the draw weight
 * and White's advantage of the joint ratings (`scale`): a monotone, odd function of the margin, so flipping the arms of
 * a block changes a sign and nothing else. `error` is from the games alone (delta method).
 */
export function directDifferences(matches: readonly DirectMatch[], scale: DavidsonMatch): ReplicateDifference[] {
  const errorOf = marginErrors(matches);
  return matches.map((match) => {
    const elo = davidsonEloOfMargin(match.margin, scale);
    return {
      replicate: match.block,
      elo,
      score: 2 * match.margin,
      block: 2 * match.margin,
      error: elo === null || !errorOf ? null : errorOf(match) * davidsonEloPerShare(scale, elo),
    };
  });
}
