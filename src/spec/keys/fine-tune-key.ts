import type { FineTuneKey } from '../../vocabulary/index.js';
import type { FineTuneRecipe } from '../index.js';
import { hashOf } from './hash.js';

/**
 * Version of the training code: raised when the same recipe would give other weights, so that old children are not
 * reused.
 */
export const RECIPE_VERSION = 1;

/** Returns the key of a fine-tune: SHA-256 of the recipe's canonical JSON. */
export function fineTuneKey(recipe: FineTuneRecipe): FineTuneKey {
  return hashOf<FineTuneKey>(recipe);
}
