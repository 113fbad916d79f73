/** One fine-tune: base x arm x seed -> child checkpoint. The result depends on the recipe alone, to the bit. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { type BalanceRow, balanceTable, rarityOf, selectArm } from '../../dialogue/arms/index.js';
import type { DialogueExample } from '../../dialogue/conversation/index.js';
import { type ChatSequence, packExample } from '../../dialogue/tokens/index.js';
import type { Network } from '../../model/checkpoint/index.js';
import { childForm, loadNetwork, saveCheckpoint } from '../../model/checkpoint/index.js';
import type { FineTuneChecks, FineTuneRecipe } from '../../spec/index.js';
import type { Address, CheckPart } from '../../vocabulary/index.js';
import {
  BaseStore,
  baseReference,
  checkChild,
  type DatasetReference,
  datasetReference,
  heldOutStates,
} from '../checks/index.js';
import { DriftMeter, type FrozenTower } from '../losses/index.js';
import { clearRunState } from '../optimiser/index.js';
import { frozenLayersOf } from './adaptation.js';
import { childCard } from './child-card.js';
import {
  armRequest,
  fittingExamples,
  heldOutExamples,
  loadExamples,
  scoredExamples,
  selectExamples,
} from './examples.js';
import { FineTuneError } from './fine-tune-error.js';
import { plantNoise } from './planted-noise.js';
import { imitationTargets } from './teacher.js';
import { type TrainChildOptions, trainChild } from './train-child.js';

/** Arguments of `fineTune`: the recipe with the folders of what it names. */
interface FineTuneOptions extends TrainChildOptions {
  readonly baseDir: string;
  /** Checkpoint folder of the recipe's teacher, where it has one. */
  readonly teacherDir?: string | undefined;
  readonly datasetDir: string;
  /** Dataset folder of the recipe's second scorer, where its filter has one. */
  readonly classifierDir?: string | undefined;
  /** Folder for the child's checkpoint. */
  readonly checkpointsDir: string;
  /** Folder of what is measured on the base once for all of its children. */
  readonly baseChecksDir: string;
  /** Called when everything is loaded, before the first step of this call. */
  readonly onTraining: () => void;
  /** Called when training has ended, before each part of the checks. */
  readonly onCheck: (part: CheckPart) => void;
}

interface FineTuneResult {
  /** Of the child. */
  readonly address: Address;
  readonly checks: FineTuneChecks;
}

/**
 * Trains a child, plants the recipe's noise if it has one, checks it and saves it. Throws FineTuneError, ArmError,
 * CheckpointError or DialogueError. After an abort the same call resumes the run.
 */
export async function fineTune(options: FineTuneOptions): Promise<FineTuneResult> {
  const { recipe, baseDir, datasetDir, classifierDir, signal } = options;
  const tensorsBefore = tf.memory().numTensors;
  const base = await loadNetwork(baseDir);
  try {
    const pack = examplePacker(recipe, base);
    const examples = await loadExamples(datasetDir);
    const scored = await scoredExamples(examples, classifierDir);
    const { selected, balance } = await trainingExamples(options, base, scored);
    const heldOut = heldOutExamples(examples, scored, recipe);
    const store = new BaseStore(options.baseChecksDir);
    const measured = {
      dataset: recipe.dataset,
      heldOut: { neutral: pack(heldOut.neutral), own: pack(heldOut.own), any: pack(heldOut.any) },
    };
    const layers = frozenLayersOf(base, recipe.treatment);
    const frozen = layers > 0 ? await heldOutStates(store, base, layers, { ...measured, signal }) : undefined;
    const dataset = await datasetReference(store, base, { ...measured, frozen });
    return await trainAndCheck(options, base, {
      // A reply may take more tokens here than in the tokenizer of its teacher: it is cut, not dropped.
      sequences: pack(selected, recipe.treatment.method === 'distill' ? 'cut' : 'drop'),
      balance,
      dataset,
      frozen,
      store,
    });
  } catch (error) {
    const isCancelled = signal.aborted && error === signal.reason; // another fault is told as it is
    throw isCancelled ? new FineTuneError('cancelled', 'stopped before a step') : error;
  } finally {
    base.dispose();
    if (tf.memory().numTensors > tensorsBefore)
      process.emitWarning(`fine-tune left ${tf.memory().numTensors - tensorsBefore} tensors`);
  }
}

/** Data of a fine-tune in the base's tokens, and what is known of the base. */
interface FineTuneData {
  readonly sequences: readonly ChatSequence[];
  readonly balance: readonly BalanceRow[];
  readonly dataset: DatasetReference;
  readonly frozen: FrozenTower | undefined;
  readonly store: BaseStore;
}

async function trainAndCheck(options: FineTuneOptions, base: Network, data: FineTuneData): Promise<FineTuneResult> {
  const { recipe, baseDir, runDir, checkpointsDir, signal } = options;
  const { sequences, balance, dataset, frozen, store } = data;
  const meter = new DriftMeter(dataset.any, dataset.drift, frozen);
  options.onTraining();
  const trained = await trainChild(options, base, sequences, meter);
  const onPart = (part: CheckPart): void => {
    if (signal.aborted) throw new FineTuneError('cancelled', 'stopped in the checks');
    options.onCheck(part);
  };
  const made = new Set([trained.child]);
  try {
    const noisy = await plantNoise(trained.child, recipe);
    made.add(noisy);
    const stored = await childForm(noisy, { network: base, dir: baseDir, address: recipe.base as Address });
    const { child } = stored;
    made.add(child);
    const run = { ...trained, child };
    onPart('base');
    const reference = await baseReference(store, base);
    const checks = await checkChild(run, { reference, dataset, meter, frozen, onPart });
    const card = await childCard({ recipe, baseDir, run, checks, balance });
    const tokenizerJson = await readFile(join(baseDir, 'tokenizer.json'), 'utf8');
    const address = await saveCheckpoint(checkpointsDir, child, tokenizerJson, card, stored.form);
    await clearRunState(runDir);
    return { address, checks };
  } finally {
    for (const network of made) network.dispose();
  }
}

const examplePacker =
  ({ settings }: FineTuneRecipe, { config, tokenizer }: Network) =>
  (examples: readonly DialogueExample[], overlong: 'drop' | 'cut' = 'drop'): ChatSequence[] =>
    examples.flatMap(
      (example) => packExample(example, tokenizer, Math.min(settings.maxTokens, config.chat.context), overlong) ?? [],
    );

/** Examples to train on, and a table that compares them with the tones that the arm is matched to. */
async function trainingExamples(
  { recipe, teacherDir }: FineTuneOptions,
  base: Network,
  examples: readonly DialogueExample[],
): Promise<{ selected: DialogueExample[]; balance: BalanceRow[] }> {
  const fitting = fittingExamples(examples, recipe, base.tokenizer);
  const fromArm = selectExamples(fitting, recipe);
  const selected = recipe.treatment.method === 'distill' ? await imitateTeacher(teacherDir!, fromArm, recipe) : fromArm;
  const { tone } = recipe.treatment;
  const matched =
    tone === 'custom'
      ? {}
      : Object.fromEntries(
          (['positive', 'negative'] as const).map((other) => [
            other,
            selectArm(fitting, { ...armRequest(recipe), tone: other }),
          ]),
        );
  return { selected, balance: balanceTable({ ...matched, [tone]: selected }, rarityOf(fitting)) };
}

/** Replaces the replies of the examples by those of the teacher. */
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
