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
export {
  type FineTuneChecks,
  type FineTuneMetric,
  type FineTuneRecipe,
  fineTuneKey,
  RECIPE_VERSION,
} from './fine-tune.js';
export { boardFlop, tokenFlop } from './flop.js';
export type { GameOrder, GameResult, PlannedContestant, SideStatistics } from './game.js';
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
export { type Random, randomFromHash, randomFromState, shuffle } from './random.js';
export { REPLY_DECODING, ReplyDecoding } from './reply-decoding.js';
export {
  AXES,
  type Axis,
  type CellSettings,
  ORDERED_AXES,
  type OrderedAxis,
  StudyRequest,
  type StudySpec,
} from './study.js';
export {
  Arm,
  Decoding,
  FineTuneRequest,
  FineTuneSettings,
  Seed,
  TournamentRequest,
  TournamentSpec,
} from './tournament.js';
