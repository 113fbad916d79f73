/**
 * Schemas and types of everything that crosses a boundary: plans, recipes, games, networks, messages; hashes and
 * random numbers.
 */

export { Analysis, AnalysisRequest, ArmsStop, MatchStop, MatchStopRequest, PairsTest } from './analysis.js';
export { blockOf, chatBlocks } from './blocks.js';
export { checkpointAddress } from './checkpoint-address.js';
export type {
  BackendInfo,
  ChatWork,
  ComputeKind,
  ComputeRequest,
  ComputeResults,
  DifferingGame,
  EvaluatedPly,
  EvaluateWork,
  FineTuneWork,
  FromChild,
  MoreGames,
  MoveAnswer,
  MoveWork,
  PlayWork,
  RecordedGame,
  ReplayWork,
  ToChild,
  Usage,
} from './child-messages.js';
export { EngineDefinition, type Engines } from './engine.js';
export { FineTuneChecks, FineTuneMetric, FineTuneRecipe, fineTuneKey, RECIPE_VERSION, Treatment } from './fine-tune.js';
export { boardFlop, tokenFlop } from './flop.js';
export { type GameOrder, type GameResult, PlannedContestant, type SideStatistics } from './game.js';
export { boardParts, chatParts, trainingFlop } from './graph-flop.js';
export { canonicalJson, hashOf, sha256Hex } from './hash.js';
export { MatchRequest, MatchSchedule, MatchSpec } from './match.js';
export {
  chatTrunk,
  type DecoderChat,
  type EvaluationNetwork,
  isEvaluation,
  isRecurrent,
  NetworkConfig,
  type PolicyNetwork,
  type RecurrentChat,
} from './network.js';
export { JudgedPly, MoveReply } from './position-answers.js';
export { type Random, randomFromHash, randomFromState, shuffle } from './random.js';
export { REPLY_DECODING, ReplyDecoding } from './reply-decoding.js';
export {
  anyOf,
  at,
  branded,
  component,
  type DeepReadonly,
  flag,
  freeJson,
  HERE,
  hash,
  later,
  list,
  mapOf,
  maybe,
  num,
  object,
  oneOf,
  only,
  type ReadonlyStatic,
  strict,
  text,
  time,
  two,
  whole,
} from './schema.js';
export {
  AXES,
  type Axis,
  CellSettings,
  DeclaredTrend,
  ORDERED_AXES,
  type OrderedAxis,
  StudyRequest,
  StudySpec,
} from './study.js';
export { Arm, Decoding, FineTuneSettings, Seed, TournamentSpec } from './tournament.js';
export { DecodingRequest, FineTuneRequest, TournamentRequest } from './tournament-request.js';
