/** Every request and answer of the HTTP API, described once: a TypeBox schema and the type of the same name. */

export { Card } from './card.js';
export { DEFAULT_LIMIT, Failure, GameParams, IdempotencyHeaders, IdParams, PageQuery } from './common.js';
export {
  Dataset,
  DatasetExamples,
  DatasetPage,
  DatasetProfile,
  ExamplesQuery,
  UploadForm,
  UploadQuery,
} from './datasets.js';
export { Event, EventPage } from './events.js';
export {
  ArmDamage,
  Contrast,
  ContrastRun,
  Cost,
  type DesignAtSpread,
  Follows,
  MatchPlan,
  type PlanQuestion,
  type PlanSeconds,
  type PlanWarning,
  Power,
  PowerQuery,
  type RegretSummary,
  ReplicateDifference,
  ReportVerdict,
  type SchedulePower,
  type SequentialResult,
  SideEffects,
  type StopRulePower,
  TournamentPlan,
  TreatmentCheck,
  type UsedRates,
  Verdict,
  type VerdictState,
} from './evidence/index.js';
export {
  FineTune,
  FineTuneList,
  FineTuneListQuery,
  FineTunePage,
  FineTuneRequest,
  MetricList,
  MetricRow,
} from './fine-tunes.js';
export { Game, GameListQuery, GamePage, RecordedGame, RecordedGames, RecordedQuery } from './games.js';
export { MatchRequest, type MatchState, MatchStopRequest, MatchVerdict } from './matches.js';
export {
  ChatReply,
  ChatRequest,
  JudgeReply,
  JudgeRequest,
  Model,
  ModelDetail,
  ModelListQuery,
  ModelPage,
  MoveRequest,
} from './models.js';
export { Preregistration } from './preregistration.js';
export { PROBLEM_CODES, PROBLEMS, type ProblemCode, ProblemDocument, ProblemList } from './problems.js';
export { Report } from './report.js';
export type { Improvement, SpecificationCurve } from './robustness.js';
export { ExternalScale, Faults, ReportStandings, Standings, StandingsRow } from './standings.js';
export {
  CreateStudyQuery,
  Study,
  StudyDryRun,
  StudyKnown,
  StudyPage,
  StudyResultRow,
  StudyResults,
  StudySummary,
  Trend,
} from './studies.js';
export { Generality } from './study-generality.js';
export {
  CellSettings,
  StudyRequest,
  StudySpec,
} from './study-request.js';
export { AnchorList, Health, Readiness, System, Worker, WorkerList } from './system.js';
export { AnalysisRequest, TournamentRequest } from './tournament-request.js';
export {
  Accepted,
  CreateTournamentQuery,
  Match,
  MatchDryRun,
  Progress,
  Tournament,
  TournamentDryRun,
  TournamentListQuery,
  TournamentPage,
  TournamentSummary,
} from './tournaments.js';
