/** One fine-tune: base x arm x seed -> child checkpoint. What it makes follows from the recipe alone, to the bit. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type BalanceRow, balanceTable, rarityOf, selectArm } from '../../dialogue/arms/index.js';
import type { DialogueExample } from '../../dialogue/conversation/index.js';
import { type ChatSequence, packExample } from '../../dialogue/tokens/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { loadNetwork, saveCheckpoint } from '../../model/checkpoint/index.js';
import type { FineTuneChecks, FineTuneRecipe } from '../../spec/index.js';
import type { Address } from '../../vocabulary/index.js';
import {
  type BaseReference,
  checkChild,
  comparisonPositions,
  loadShippedPuzzles,
  phasePositions,
  replyToPrompts,
  shareSolved,
} from '../checks/index.js';
import { DriftMeter } from '../losses/index.js';
import { clearRunState } from '../optimiser/index.js';
import { childCard } from './child-card.js';
import {
  armRequest,
  fittingExamples,
  heldOutExamples,
  loadExamples,
  scoredExamples,
  selectExamples,
} from './examples.js';
import { type TrainChildOptions, trainChild } from './fine-tune-run.js';
import { imitationTargets } from './teacher.js';

export interface FineTuneOptions extends TrainChildOptions {
  readonly baseDir: string;
  /** Of the recipe's teacher, where it has one. */
  readonly teacherDir?: string | undefined;
  readonly datasetDir: string;
  /** Of the recipe's second scorer, where its filter has one. */
  readonly classifierDir?: string | undefined;
  readonly checkpointsDir: string;
}

/**
 * Trains and checks a child. Throws FineTuneError, CheckpointError or DialogueError; after an abort the run can be
 * resumed.
 */
export async function fineTune(options: FineTuneOptions): Promise<{ address: Address; checks: FineTuneChecks }> {
  const { recipe, baseDir, datasetDir } = options;
  const tensorsBefore = tf.memory().numTensors;
  const base = await loadNetwork(baseDir);
  try {
    const pack = examplePacker(recipe, base);
    const examples = await loadExamples(datasetDir);
    const scored = await scoredExamples(examples, options.classifierDir);
    const { learnt, balance } = await trainingExamples(options, base, scored);
    const heldOut = heldOutExamples(examples, scored, recipe);
    const meter = new DriftMeter(base, pack(heldOut.any));
    try {
      // A teacher may say what takes more tokens than it said it in: every example counts.
      const run = await trainChild(
        options,
        base,
        pack(learnt, recipe.treatment.method === 'distill' ? 'cut' : 'drop'),
        meter,
      );
      try {
        const reference = await baseReference(baseDir, base);
        const checks = await checkChild(
          base,
          run,
          reference,
          { neutral: pack(heldOut.neutral), own: pack(heldOut.own) },
          meter,
        );
        const card = await childCard(recipe, baseDir, run, checks, balance);
        const address = await saveCheckpoint(
          options.checkpointsDir,
          run.child,
          await readFile(join(baseDir, 'tokenizer.json'), 'utf8'),
          card,
        );
        await clearRunState(options.runDir);
        return { address, checks };
      } finally {
        run.child.dispose();
      }
    } finally {
      meter.dispose();
    }
  } finally {
    base.dispose();
    if (tf.memory().numTensors > tensorsBefore)
      process.emitWarning(`fine-tune left ${tf.memory().numTensors - tensorsBefore} tensors`);
  }
}

const examplePacker =
  ({ settings }: FineTuneRecipe, { config, tokenizer }: Network) =>
  (examples: readonly DialogueExample[], overlong: 'drop' | 'cut' = 'drop'): ChatSequence[] =>
    examples.flatMap(
      (example) => packExample(example, tokenizer, Math.min(settings.maxTokens, config.chat.context), overlong) ?? [],
    );

/** What the child is taught, and how that compares with the tones that it is matched to. */
async function trainingExamples(
  { recipe, teacherDir }: FineTuneOptions,
  base: Network,
  examples: readonly DialogueExample[],
): Promise<{ learnt: DialogueExample[]; balance: BalanceRow[] }> {
  const fitting = fittingExamples(examples, recipe, base.tokenizer);
  const drawn = selectExamples(fitting, recipe);
  const learnt = recipe.treatment.method === 'distill' ? await imitateTeacher(teacherDir!, drawn, recipe) : drawn;
  const { tone } = recipe.treatment;
  const beside =
    tone === 'custom'
      ? {}
      : Object.fromEntries(
          (['positive', 'negative'] as const).map((other) => [
            other,
            selectArm(fitting, { ...armRequest(recipe), tone: other }),
          ]),
        );
  return { learnt, balance: balanceTable({ ...beside, [tone]: learnt }, rarityOf(fitting)) };
}

async function imitateTeacher(
  teacherDir: string,
  examples: readonly DialogueExample[],
  { settings, seed }: FineTuneRecipe,
): Promise<DialogueExample[]> {
  const teacher = await loadNetwork(teacherDir);
  try {
    return await imitationTargets(teacher, examples, seed, settings.maxTokens - 2);
  } finally {
    teacher.dispose();
  }
}

/** The base's own replies and probe positions, kept for the process's next fine-tune of the same base. */
let reference: { dir: string; value: BaseReference } | undefined;

async function baseReference(baseDir: string, base: Network): Promise<BaseReference> {
  if (reference?.dir !== baseDir) {
    const puzzles = await loadShippedPuzzles();
    reference = {
      dir: baseDir,
      value: {
        ...{
          replies: await replyToPrompts(base),
          positions: await comparisonPositions(base),
          phasePositions: await phasePositions(base),
        },
        ...{ puzzles, solved: await shareSolved(base, puzzles) },
      },
    };
  }
  return reference.value;
}
