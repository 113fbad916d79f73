import { baseChecksDir, checkpointsDir, datasetDir, runDir } from '../../src/files/index.js';
import type { ComputeResults, FineTuneWork } from '../../src/spec/index.js';
import { fineTuneKey } from '../../src/spec/keys/index.js';
import { fineTune } from '../../src/training/fine-tune/index.js';
import { checkpointFolder } from './checkpoint-folder.js';
import type { ChildContext } from './context.js';

/** Runs a fine-tune and reports its metrics while it runs. Rejects as `fineTune` does. */
export async function handleFineTune(
  { id, recipe, home }: FineTuneWork,
  { send, signal }: ChildContext,
): Promise<ComputeResults['fine-tune']> {
  const { address, checks } = await fineTune({
    recipe,
    baseDir: await checkpointFolder(home, recipe.base),
    teacherDir: recipe.treatment.teacher && (await checkpointFolder(home, recipe.treatment.teacher)),
    datasetDir: datasetDir(home, recipe.dataset),
    classifierDir: recipe.treatment.filter.agreement && datasetDir(home, recipe.treatment.filter.agreement),
    runDir: runDir(home, fineTuneKey(recipe)),
    checkpointsDir: checkpointsDir(home),
    baseChecksDir: baseChecksDir(home, recipe.base),
    signal,
    onMetric: (metric, totalSteps) => send({ type: 'metric', id, metric, totalSteps }),
    onTraining: () => send({ type: 'training', id }),
    onCheck: (part) => send({ type: 'checking', id, part }),
  });
  return { address, checks };
}
