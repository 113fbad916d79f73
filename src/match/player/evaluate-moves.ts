/** Evaluates the legal moves of many games with any kind of network model. */
import { POLICY_SIZE } from '../../chess/board/index.js';
import { legalShare } from './legal-share.js';
import {
  type Evaluation,
  MatchError,
  type MoveEvaluator,
  type MovesEvaluation,
  type NetworkModel,
  type PolicyModel,
} from './player.js';

/** A network's evaluation of one position. */
export interface MoveEvaluation {
  /** Logits of the legal moves, in their order. */
  readonly logits: readonly number[];
  /** P(win) + P(draw) / 2 of the side to move. */
  readonly score: number;
  /** Share of the raw policy on legal moves, before the mask. */
  readonly legalShare: number;
}

const evaluators = new WeakMap<PolicyModel, MoveEvaluator>();

/** The evaluator of a model. Models with the same evaluator can share a forward pass. */
export function evaluatorFor(model: NetworkModel): MoveEvaluator {
  if ('evaluator' in model) return model.evaluator;
  let evaluator = evaluators.get(model);
  if (!evaluator) evaluators.set(model, (evaluator = createEvaluator(model)));
  return evaluator;
}

function createEvaluator(model: PolicyModel): MoveEvaluator {
  return {
    concurrency: 1,
    async evaluateMoves(boards) {
      const positions = boards.map(({ position }) => position);
      const legal = boards.map((board) => board.legal);
      return model.evaluateMoves
        ? model.evaluateMoves(positions, legal)
        : selectLegalMoves(await model.evaluate(positions), legal);
    },
  };
}

/** Reduces an evaluation of all 4288 moves to the legal ones. */
function selectLegalMoves(evaluation: Evaluation, legal: readonly (readonly number[])[]): MovesEvaluation {
  checkShape(evaluation, legal.length);
  const logits: number[] = [];
  const probabilities: number[] = [];
  legal.forEach((indices, row) => {
    const { logits: legalLogits, legalShare: share } = legalMoveEvaluation(evaluation, row, indices);
    logits.push(...legalLogits);
    // Only the sum of a board's probabilities is used, so all of it goes to the first move.
    indices.forEach((_, i) => probabilities.push(i === 0 ? share : 0));
  });
  return {
    logits: Float32Array.from(logits),
    probabilities: Float32Array.from(probabilities),
    outcome: evaluation.outcome,
  };
}

function checkShape({ policy, outcome }: Evaluation, count: number): void {
  if (policy.length < count * POLICY_SIZE || outcome.length < count * 3) {
    throw new MatchError(
      'bad-evaluation',
      `${count} positions need ${count * POLICY_SIZE} logits and ${count * 3} probabilities`,
    );
  }
}

/**
 * The evaluation of the position in row `row`, reduced to `legal`, the policy indices of its legal moves. Throws
 * MatchError `bad-evaluation` when the network returned values that are not finite.
 */
export function legalMoveEvaluation(
  { policy, outcome }: Evaluation,
  row: number,
  legal: readonly number[],
): MoveEvaluation {
  const offset = row * POLICY_SIZE;
  const logits = legal.map((index) => policy[offset + index]!);
  const best = maximum(logits);
  if (!Number.isFinite(best)) throw new MatchError('bad-evaluation', 'no legal move has a finite logit');
  return { logits, score: expectedScore(outcome, row), legalShare: legalShare(policy, offset, legal, best) };
}

/** Reads the evaluations of several boards one after the other, in the order of the request. */
export class MoveEvaluationReader {
  private offset = 0;
  private row = 0;

  constructor(private readonly evaluation: MovesEvaluation) {}

  /**
   * The evaluation of the next board, which has `moveCount` legal moves. Throws MatchError `bad-evaluation` when values
   * are missing or not finite.
   */
  next(moveCount: number): MoveEvaluation {
    const { logits, probabilities, outcome } = this.evaluation;
    const from = this.offset;
    if (logits.length < from + moveCount || outcome.length < 3 * this.row + 3)
      throw new MatchError('bad-evaluation', 'fewer moves were evaluated than requested');
    this.offset += moveCount;
    const ownLogits = new Array<number>(moveCount);
    let share = 0;
    for (let i = 0; i < moveCount; i++) {
      ownLogits[i] = logits[from + i]!;
      share += probabilities[from + i]!;
    }
    if (Number.isNaN(share)) throw new MatchError('bad-evaluation', 'the policy holds a value that is not a number');
    if (!Number.isFinite(maximum(ownLogits)))
      throw new MatchError('bad-evaluation', 'no legal move has a finite logit');
    return { logits: ownLogits, score: expectedScore(outcome, this.row++), legalShare: Math.min(share, 1) };
  }
}

const expectedScore = (outcome: Float32Array, row: number): number => outcome[row * 3]! + outcome[row * 3 + 1]! / 2;

/** The largest value; -Infinity for an empty list. NaN is ignored. */
function maximum(values: readonly number[]): number {
  let best = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value > best) best = value;
  return best;
}
