/** Streams of files: compressed input with limits, lines, the artifact folder, engines that are installed. */

export { readCheckpointText } from './checkpoint-text.js';
export { configuredEngines } from './engines.js';
export { FileError, fromSystem } from './file-error.js';
export { type EngineCommand, installedStockfish, npmStockfish } from './find-engine.js';
export {
  checkpointDir,
  checkpointsDir,
  datasetDir,
  datasetsDir,
  homeFrom,
  projectRoot,
  projectVersion,
  runDir,
} from './home.js';
export type { ReadOptions } from './read-bytes.js';
export { readLines, readText, readWhole } from './read-text.js';
export { RecordWriter } from './record-writer.js';
export { stageDataset } from './stage-dataset.js';
