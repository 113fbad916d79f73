/** The browser’s client of the API: requests, polling, shared state. */

export { ApiError, download, get, keepKey, post } from './client.js';
export { paceOf } from './pace.js';
export { heard, keyWanted, poll, staleSince, usePolled } from './poll.js';
export { useRecorded } from './recorded.js';
export { store } from './store.js';
export type { StudyCell, StudyResults, StudySummary, StudyTrend } from './study.js';
export type {
  Anchor,
  ContrastRun,
  ContrastStep,
  Dataset,
  DatasetExamples,
  DryRun,
  Event,
  FineTune,
  Game,
  JudgedPly,
  MetricRow,
  Model,
  ModelDetail,
  Page,
  Recorded,
  Standings,
  StandingsRow,
  Summary,
  System,
  Tournament,
  Verdict,
} from './types.js';
