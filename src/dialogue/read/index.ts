/** Reads dialogue files of all supported formats: detection, readers, import, profile. */

export { type DialogueProfile, lengthBucket, NEUTRAL_BELOW } from './dialogue-profile.js';
export { importDialogue, profileDialogue } from './import-dialogue.js';
export { inspectDialogue } from './inspect.js';
export type { DialogueProgress } from './prepare-files.js';
export { splitFields } from './read-table.js';
