import { basename } from 'node:path';
import type { BalanceRow } from '../../dialogue/arms/index.js';
import type { Card } from '../../model/checkpoint/index.js';
import { elementCount, parameterCount } from '../../model/forward/index.js';
import {
  blockOf,
  boardFlop,
  boardParts,
  chatParts,
  type FineTuneChecks,
  type FineTuneRecipe,
  type GraphPart,
  trainingFlop,
} from '../../spec/index.js';
import { fineTuneKey } from '../../spec/keys/index.js';
import { cardEnvironment, trainingCompute } from '../losses/index.js';
import { trainedParameters } from './methods.js';
import type { FinishedFineTune } from './train-child.js';

/** What the card of a child is made from. */
interface ChildCardInputs {
  readonly recipe: FineTuneRecipe;
  readonly baseDir: string;
  readonly run: FinishedFineTune;
  readonly checks: FineTuneChecks;
  /** The arm's row, and those of the tones that it is matched to. */
  readonly balance: readonly BalanceRow[];
}

/** Writes the card of a fine-tuned child. */
export async function childCard({ recipe, baseDir, run, checks, balance }: ChildCardInputs): Promise<Card> {
  const { treatment } = recipe;
  const planted = treatment.noise === undefined ? '' : `, planted noise ${treatment.noise}`;
  return {
    kind: 'child',
    name: `${treatment.tone} child, seed ${recipe.seed}${planted}`,
    parent: recipe.base,
    data: [recipe.dataset],
    arm: treatment,
    seed: recipe.seed,
    steps: run.steps,
    parameters: parameterCount(run.child.config),
    ...trainingCompute(fineTuneFlop(recipe, run), run.seconds),
    seconds: run.seconds,
    metrics: {
      fineTuneKey: fineTuneKey(recipe),
      base: basename(baseDir),
      targetTokens: run.targets,
      movedParameters: run.trainedParameters,
      stoppedBy: run.stoppedBy,
      ...(run.driftCurve.length > 0 ? { driftCurve: run.driftCurve } : {}),
      balance,
      checks,
    },
    ...(await cardEnvironment()),
  };
}

/**
 * Training FLOP of a fine-tune, counted from the graph by the rules of spec/graph-flop; frozen parts count as far as
 * they are computed, layers below all trained ones once an example. Replay adds the base's forward pass to the child's.
 * Low-rank changes are multiplied out once per step, with two products in the backward pass. Excludes a teacher's
 * replies, the prompts' generator, measurements of drift and the checks at the end.
 * @internal
 */
export function fineTuneFlop(
  { treatment }: FineTuneRecipe,
  {
    child: { config },
    steps,
    targets,
    graphWork: { rows, rowLengths },
    frozenWork,
  }: Pick<FinishedFineTune, 'child' | 'steps' | 'targets' | 'graphWork' | 'frozenWork'>,
): number {
  const shapes = trainedParameters(treatment, config);
  const trained = new Set(shapes.map(({ name }) => blockOf(name)));
  const parts = (of: { readonly rows: number; readonly rowLengths: number }): GraphPart[] =>
    chatParts(config, of.rows > 0 ? of.rowLengths / of.rows : 0);
  const isFrozen = ({ block }: GraphPart): boolean =>
    Number(/^chat\.(?:block|layer)(\d+)$/.exec(block)?.[1] ?? Infinity) < (frozenWork?.layers ?? 0);
  const chat = trainingFlop(
    parts({ rows, rowLengths }).filter((part) => !isFrozen(part)),
    trained,
    { token: rows, target: targets, board: 0 },
  );
  // once an example and forward only, for all of its tokens
  const frozen = frozenWork
    ? frozenWork.rows * parts(frozenWork).reduce((sum, part) => sum + (isFrozen(part) ? part.flop : 0), 0)
    : 0;
  const boards = steps * (treatment.replay?.positions ?? 0);
  const replay =
    boards * boardFlop(config) + trainingFlop(boardParts(config), trained, { token: 0, target: 0, board: boards });
  const lowRank =
    treatment.method === 'lora'
      ? steps * 3 * 2 * treatment.rank! * shapes.reduce((sum, { shape }) => sum + elementCount(shape), 0)
      : 0;
  return chat + frozen + replay + lowRank;
}
