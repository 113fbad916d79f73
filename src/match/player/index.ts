/** One move of one contestant: anchors, evaluation, guard, sampling; measures of move quality. */

export { chooseAnchorMove } from './anchor-moves.js';
export { chooseMove, type MoveChoice, moveAt } from './choose-move.js';
export { type ChosenMove, chooseNetworkMove } from './choose-network-move.js';
export { evaluateLine } from './evaluate-line.js';
export { evaluatorFor, type MoveEvaluation, MoveEvaluationReader } from './evaluate-moves.js';
export { type MoveMatch, type MoveMatchReport, matchMoves } from './move-match.js';
export {
  type BoardQuery,
  type EnginePlayer,
  MatchError,
  type MoveEvaluator,
  type MoveSource,
  type MovesEvaluation,
  type NetworkPlayer,
  type Player,
  type PolicyModel,
} from './player.js';
export { possibleMoves } from './possible-moves.js';
export { type PuzzleReport, solvePuzzles } from './solve-puzzles.js';
