/** Shared by all commands: errors, progress, tables, the API client. */

export { ApiClient, ApiError, type Played, problemLine } from './api-client.js';
export { boardText } from './board-text.js';
export { cacheFolder } from './cache-folder.js';
export { duration } from './duration.js';
export { CliError, failureOf } from './errors.js';
export { modelDir, openModel, openScorer, openSource, sourceDirOf } from './models.js';
export { type OwnService, withOwnService } from './own-service.js';
export { openProgress, type Progress, type ProgressTask } from './progress.js';
export { readSpec } from './read-spec.js';
export { FRESH_SCREEN, openScreen } from './screen.js';
export { table } from './table.js';
export { firstSignal, INTERRUPT_SIGNALS, untilSignal } from './until-signal.js';
export { wholeNumber } from './whole-number.js';
export { type TraceSummary, WorkTrace } from './work-trace.js';
