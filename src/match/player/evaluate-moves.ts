/** Asking networks about the legal moves of many games, whatever kind of model they are. */
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

/** What one network thinks of one position. */
export interface MoveEvaluation {
  /** Logits of the legal moves, in their order. */
  readonly logits: readonly number[];
  /** P(win) + P(draw) / 2 of the side to move. */
  readonly score: number;
  /** Share of the raw policy on legal moves, before the mask. */
  readonly legalShare: number;
}

const judges = new WeakMap<PolicyModel, MoveEvaluator>();

/** Who judges for this model: models with the same judge go through one forward pass together. */
export function evaluatorOf(model: NetworkModel): MoveEvaluator {
  if ('evaluator' in model) return model.evaluator;
  let judge = judges.get(model);
  if (!judge) judges.set(model, (judge = judgeBy(model)));
  return judge;
}

function judgeBy(model: PolicyModel): MoveEvaluator {
  return {
    passes: 1,
    async evaluateMoves(boards) {
      const positions = boards.map(({ position }) => position);
      const legal = boards.map((board) => board.legal);
      return model.evaluateMoves
        ? model.evaluateMoves(positions, legal)
        : movesOf(await model.evaluate(positions), legal);
    },
  };
}

/** What an evaluation of all moves says of the legal ones. */
function movesOf(evaluation: Evaluation, legal: readonly (readonly number[])[]): MovesEvaluation {
  checkShape(evaluation, legal.length);
  const logits: number[] = [];
  const probabilities: number[] = [];
  legal.forEach((indices, row) => {
    const judged = moveEvaluationOf(evaluation, row, indices);
    logits.push(...judged.logits);
    // Only their sum is asked for, so it may stand with the first move.
    indices.forEach((_, place) => probabilities.push(place === 0 ? judged.legalShare : 0));
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

/** Row `row` of an evaluation of all moves. Throws MatchError where the network gave no numbers. */
export function moveEvaluationOf(
  { policy, outcome }: Evaluation,
  row: number,
  legal: readonly number[],
): MoveEvaluation {
  const at = row * POLICY_SIZE;
  const logits = legal.map((index) => policy[at + index]!);
  const best = indexOfMaximum(logits);
  if (!Number.isFinite(best)) throw new MatchError('bad-evaluation', 'no legal move has a finite logit');
  return { logits, score: scoreOf(outcome, row), legalShare: legalShare(policy, at, legal, best) };
}

/** Reads the judgements of boards one after the other, in the order in which they were asked. */
export class MoveEvaluationReader {
  private at = 0;
  private row = 0;

  constructor(private readonly evaluation: MovesEvaluation) {}

  /** Of a board with so many legal moves. Throws MatchError where the network gave no numbers. */
  next(count: number): MoveEvaluation {
    const { logits, probabilities, outcome } = this.evaluation;
    const from = this.at;
    if (logits.length < from + count || outcome.length < 3 * this.row + 3)
      throw new MatchError('bad-evaluation', 'fewer moves were judged than asked for');
    this.at += count;
    const own = new Array<number>(count);
    let share = 0;
    for (let place = 0; place < count; place++) {
      own[place] = logits[from + place]!;
      share += probabilities[from + place]!;
    }
    if (Number.isNaN(share)) throw new MatchError('bad-evaluation', 'the policy holds a value that is not a number');
    if (!Number.isFinite(indexOfMaximum(own)))
      throw new MatchError('bad-evaluation', 'no legal move has a finite logit');
    return { logits: own, score: scoreOf(outcome, this.row++), legalShare: Math.min(share, 1) };
  }
}

const scoreOf = (outcome: Float32Array, row: number): number => outcome[row * 3]! + outcome[row * 3 + 1]! / 2;

export function indexOfMaximum(values: readonly number[]): number {
  let best = Number.NEGATIVE_INFINITY;
  for (const value of values) if (value > best) best = value;
  return best;
}
