/** Parts of the page that starts a tournament. */

export { ComparisonCard } from './comparison.js';
export { EstimateCard } from './estimate.js';
export { initialForm, type TournamentForm, toRequest, useDryRun } from './form.js';
export { SizeCard } from './size.js';
