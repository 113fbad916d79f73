/** Commands on datasets and source models: import, export, inspect, sentiment. */

export { registerDataset } from './dataset.js';
export { availableModel, ensureSource } from './ensure-source.js';
export { registerExportModel } from './export-model.js';
export { fetchChitchat } from './fetch-chitchat.js';
export { registerImportDialogue } from './import-dialogue.js';
export { registerImportGames } from './import-games.js';
export { registerImportModel } from './import-model.js';
export { registerSentiment } from './sentiment.js';
