import { Chess } from 'chessops';
import { legalIndices, moveFromUci, POLICY_SIZE } from '../../chess/board/index.js';
import type { EvaluatedPly } from '../../spec/index.js';
import { legalShare } from './legal-share.js';
import { MatchError, type PolicyModel } from './player.js';

/**
 * Evaluates every position of a game in one forward pass, from the start position on. `moves` are in UCI notation.
 * Returns one entry per move, and one more for the last position unless it has no legal move. Throws MatchError
 * `illegal-move`.
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
    const offset = row * POLICY_SIZE;
    const best = Math.max(...legal[row]!.map((index) => policy[offset + index]!));
    const [own, draw, other] = [outcome[row * 3]!, outcome[row * 3 + 1]!, outcome[row * 3 + 2]!];
    const [white, black] = turn === 'white' ? [own, other] : [other, own];
    return { legalShare: legalShare(policy, offset, legal[row]!, best), white, draw, black };
  });
}
