import { cpus } from 'node:os';
import { basename } from 'node:path';
import type { BalanceRow } from '../../dialogue/arms/index.js';
import type { Card } from '../../model/checkpoint/index.js';
import { elementCount, parameterCount } from '../../model/forward/index.js';
import { startBackend } from '../../model/kernels/index.js';
import {
  blockOf,
  boardFlop,
  boardParts,
  chatParts,
  type FineTuneChecks,
  type FineTuneRecipe,
  fineTuneKey,
  trainingFlop,
} from '../../spec/index.js';
import { trainingCompute } from '../losses/index.js';
import type { FinishedFineTune } from './fine-tune-run.js';
import { trainedParameters } from './methods.js';

/** What is known of a child. `balance` holds its arm's row beside those of the tones that it is matched to. */
export async function childCard(
  recipe: FineTuneRecipe,
  baseDir: string,
  run: FinishedFineTune,
  checks: FineTuneChecks,
  balance: readonly BalanceRow[],
): Promise<Card> {
  const { treatment } = recipe;
  const backend = await startBackend();
  const { config } = run.child;
  return {
    kind: 'child',
    name: `${treatment.tone} child, seed ${recipe.seed}`,
    parent: recipe.base,
    data: [recipe.dataset],
    arm: treatment,
    seed: recipe.seed,
    steps: run.steps,
    parameters: parameterCount(config),
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
    software: { tensorflow: backend.version, node: process.versions.node },
    machine: {
      backend: backend.name,
      device: backend.device,
      cpu: cpus()[0]?.model ?? 'unknown',
      threads: cpus().length,
    },
    createdAt: new Date().toISOString(),
  };
}

/**
 * Counted along the graph by the rules of spec/graph-flop: frozen parts for what they cost. Replay takes the base's
 * forward pass beside the child's; low-rank changes are multiplied out once a step, with two products backward. A
 * teacher's replies, the prompts' generator, looks at the drift and the checks at the end are left out.
 */
export function fineTuneFlop(
  { treatment }: FineTuneRecipe,
  {
    child: { config },
    steps,
    targets,
    graphWork: { rows, rowLengths },
  }: Pick<FinishedFineTune, 'child' | 'steps' | 'targets' | 'graphWork'>,
): number {
  const shapes = trainedParameters(treatment, config);
  const moved = new Set(shapes.map(({ name }) => blockOf(name)));
  const chat = trainingFlop(chatParts(config, rows > 0 ? rowLengths / rows : 0), moved, {
    token: rows,
    target: targets,
    board: 0,
  });
  const boards = steps * (treatment.replay?.positions ?? 0);
  const replay =
    boards * boardFlop(config) + trainingFlop(boardParts(config), moved, { token: 0, target: 0, board: boards });
  const lowRank =
    treatment.method === 'lora'
      ? steps * 3 * 2 * treatment.rank! * shapes.reduce((sum, { shape }) => sum + elementCount(shape), 0)
      : 0;
  return chat + replay + lowRank;
}
