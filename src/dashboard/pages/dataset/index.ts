/** Parts of the page of a dataset: one view for each kind. */

export { ClassifierView } from './classifier.js';
export { DialogueView } from './dialogue.js';
export { GamesView } from './games.js';
