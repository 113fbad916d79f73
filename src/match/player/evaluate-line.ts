import { Chess } from 'chessops';
import { legalIndices, moveFromUci, POLICY_SIZE } from '../../chess/board/index.js';
import type { EvaluatedPly } from '../../spec/index.js';
import { legalShare } from './legal-share.js';
import { MatchError, type PolicyModel } from './player.js';

/**
 * What a network thinks of every position of a game, the start first: as many as there are moves, and one more unless
 * the game is over at its end. One forward pass for all. Throws MatchError `illegal-move` for a line that is none.
 */
export async function evaluateLine(model: PolicyModel, moves: readonly string[]): Promise<EvaluatedPly[]> {
  const positions: Chess[] = [];
  const legal: (readonly number[])[] = [];
  const position = Chess.default();
  for (let ply = 0; ; ply++) {
    const indices = legalIndices(position);
    if (indices.length > 0) {
      positions.push(position.clone());
      legal.push(indices);
    }
    const uci = moves[ply];
    if (uci === undefined) break;
    const move = moveFromUci(position, uci);
    if (!move) throw new MatchError('illegal-move', `move ${ply + 1} of the line, ${uci.slice(0, 8)}, is not legal`);
    position.play(move);
  }
  if (positions.length === 0) return [];
  const { policy, outcome } = await model.evaluate(positions);
  return positions.map(({ turn }, row) => {
    const at = row * POLICY_SIZE;
    const best = Math.max(...legal[row]!.map((index) => policy[at + index]!));
    const [own, draw, other] = [outcome[row * 3]!, outcome[row * 3 + 1]!, outcome[row * 3 + 2]!];
    const [white, black] = turn === 'white' ? [own, other] : [other, own];
    return { legalShare: legalShare(policy, at, legal[row]!, best), white, draw, black };
  });
}
