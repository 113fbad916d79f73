/** Files as streams (decompression with limits, lines), the folders of artifacts, and the installed Stockfish. */

export { readCheckpointText } from './checkpoint-text.js';
export { FileError, toFileError } from './file-error.js';
export { type EngineCommand, installedStockfish, npmStockfish } from './find-engine.js';
export {
  baseChecksDir,
  checkpointDir,
  checkpointsDir,
  datasetDir,
  datasetsDir,
  homeFrom,
  projectRoot,
  projectVersion,
  runDir,
  sourceDir,
  sourcesDir,
} from './home.js';
export { madeOnce } from './made-once.js';
export {
  isActive,
  noteActivity,
  type Quantity,
  type Rate,
  readRates,
  recordRates,
  thisMachine,
  type WorkKind,
} from './rates-file.js';
export type { ReadOptions } from './read-bytes.js';
export { readLines, readText, readWholeText } from './read-text.js';
export { RecordWriter } from './record-writer.js';
export { signingKey } from './signing-key.js';
export { stageDataset } from './stage-dataset.js';
