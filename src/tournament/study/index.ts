/** Grids of tournaments: cells, results, trends. */

export { cellsOf, type StudyCell, settingText, studyKey, studyWithDefaults } from './study-grid.js';
export { type ResultCell, studyCsv, studyResults, studyState } from './study-results.js';
