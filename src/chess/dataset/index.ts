/** Datasets of games: import to training positions, filters, profiles; puzzle files. */

export { centipawnsAt, EVALUATION_BYTES } from './evaluation-filter.js';
export { HELD_OUT_EVALUATIONS_FILE, type ImportProgress, importGames, TRAIN_EVALUATIONS_FILE } from './import-games.js';
export { inspectGames } from './inspect-games.js';
export { profileLines } from './profile-lines.js';
export { type Puzzle, type PuzzleFileReport, readPuzzles } from './read-puzzles.js';
