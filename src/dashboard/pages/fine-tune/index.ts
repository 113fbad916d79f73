/** Parts of the page of a fine-tune. */

export { ChecksTiles } from './checks.js';
export { Curves } from './curves.js';
export { RecipeCard } from './recipe.js';
export { SamplesCard } from './samples.js';
