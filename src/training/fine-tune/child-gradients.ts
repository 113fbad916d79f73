import { LRUCache } from 'lru-cache';
import type { FineTuneRecipe } from '../../spec/index.js';
import { hashOf } from '../../spec/keys/index.js';
import { StepGradients } from '../losses/index.js';
import { FlatLayout } from '../optimiser/index.js';
import type { Adaptation } from './adaptation.js';
import { childTask } from './child-loss.js';

/** Maximum global norm of the gradient. */
const CLIP = 1;
/** Kinds of child whose graphs are kept; one holds some megabytes. */
const KEPT = 4;

/** Children that differ only in their weights and data take the same steps, so a process makes their graphs once. */
const kept = new LRUCache<string, StepGradients>({ max: KEPT, dispose: (gradients) => gradients.close() });

/**
 * Gradients of a child's loss. `frozen`: names of the tensors that are not trained. They belong to this room; the
 * caller does not close them.
 */
export function childGradients(
  adaptation: Adaptation,
  treatment: FineTuneRecipe['treatment'],
  frozen: readonly string[],
): StepGradients {
  const { config, shapes } = adaptation;
  const { method, rank, l2, replay } = treatment;
  const key = hashOf<string>({ config, shapes, frozen, method, rank: rank ?? 0, l2: l2 ?? 0, replay: replay ?? null });
  const found = kept.get(key);
  if (found) return found;
  const task = childTask(adaptation, treatment);
  const made = new StepGradients({ layout: new FlatLayout(shapes, false), frozen, tasks: [task], clip: CLIP });
  kept.set(key, made);
  return made;
}
