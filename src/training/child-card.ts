import { cpus } from 'node:os';
import { basename } from 'node:path';
import { measurePeak, startBackend } from '../model/backend.js';
import type { Card } from '../model/card.js';
import type { BalanceRow } from '../dialogue/balance.js';
import { parameterCount } from '../model/parameters.js';
import { boardFlop, fineTuneKey, tokenFlop, type FineTuneChecks, type FineTuneRecipe } from '../spec/index.js';
import type { FinishedRun } from './fine-tune-run.js';

/** What is known of a child. `balance` holds its arm's row beside those of the tones that it is matched to. */
export async function childCard(recipe: FineTuneRecipe, baseDir: string, run: FinishedRun, checks: FineTuneChecks, balance: readonly BalanceRow[]): Promise<Card> {
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
    flop: { counted: countedFlop(recipe, run), byTime: run.seconds * measurePeak() * 0.33 },
    seconds: run.seconds,
    metrics: {
      fineTuneKey: fineTuneKey(recipe),
      base: basename(baseDir),
      targetTokens: run.targets,
      movedParameters: run.moved,
      stoppedBy: run.stoppedBy,
      ...(run.driftCurve.length > 0 ? { driftCurve: run.driftCurve } : {}),
      balance,
      checks,
    },
    software: { tensorflow: backend.version, node: process.versions.node },
    machine: { backend: backend.name, device: backend.device, cpu: cpus()[0]?.model ?? 'unknown', threads: cpus().length },
    createdAt: new Date().toISOString(),
  };
}

/**
 * Counted for full-length sequences: an upper bound, since shorter batches are cut to their longest. Replay takes the base's forward pass
 * and the child's with its gradient. A teacher's replies and low-rank products are left out.
 */
function countedFlop({ treatment, settings }: FineTuneRecipe, { child: { config }, steps }: FinishedRun): number {
  const length = settings.maxTokens + (config.prompt?.vectors ?? 0);
  const chat = 3 * settings.batch * length * tokenFlop(config, length);
  const replay = treatment.replay ? 4 * treatment.replay.positions * boardFlop(config) : 0;
  return steps * (chat + replay);
}
