/** Parts of the page of a study. */

export { CellsCard } from './cells.js';
export { EffectsCard } from './effects.js';
export { GeneralityCards } from './generality.js';
export { TrendCard } from './trend.js';
