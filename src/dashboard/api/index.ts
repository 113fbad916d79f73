/** Requests to the API, polling, and state shared by components. */

export { ApiError, download, get, post, storeApiKey } from './client.js';
export { estimatePace } from './pace.js';
export { apiKeyRequired, poll, staleSince, trackConnection, usePolled } from './poll.js';
export { useRecordedGames } from './recorded-games.js';
export { store } from './store.js';
export type { StudyResultRow, StudyResults, StudySummary, Trend } from './study.js';
export type {
  AnchorInfo,
  ContrastRun,
  ContrastStep,
  Dataset,
  DatasetExamples,
  Event,
  FineTune,
  Game,
  JudgedPly,
  Match,
  MetricRow,
  Model,
  ModelDetail,
  MoveReply,
  Page,
  RecordedGame,
  Standings,
  StandingsRow,
  System,
  Tournament,
  TournamentDryRun,
  TournamentSummary,
  Verdict,
} from './types.js';
