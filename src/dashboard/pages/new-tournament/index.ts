/** Parts of the page that starts a tournament. */

export { ComparisonCard } from './comparison.js';
export { useDryRun } from './dry-run.js';
export { EstimateCard } from './estimate.js';
export { initialForm, type TournamentForm, toRequest } from './form.js';
export { notesOf } from './notes.js';
export { SizeCard } from './size.js';
