/** Schemas and types of everything that crosses a boundary: plans, recipes, games, networks, messages. */

export {
  Analysis,
  ArmId,
  ArmsStop,
  AtTheEnd,
  EProcessStop,
  Extension,
  GroupSequentialStop,
  MatchStop,
  PairsTest,
} from './analysis.js';
export { blockOf, chatBlocks, usualBlocks } from './blocks.js';
export type {
  BackendInfo,
  ChatWork,
  ComputeKind,
  ComputeRequest,
  ComputeResults,
  EvaluateWork,
  FineTuneWork,
  FromChild,
  GameToReplay,
  MeasureWork,
  MoreGames,
  MoveWork,
  PlayWork,
  ReplayedGame,
  ReplayWork,
  ToChild,
  Usage,
} from './child-messages.js';
export { AnchorDefinition, EngineDefinition, type Engines, SourceDefinition } from './engine.js';
export {
  FineTuneChecks,
  FineTuneMetric,
  FineTuneRecipe,
  PolicyRegret,
  ReplyTone,
  Treatment,
} from './fine-tune.js';
export { boardFlop, tokenFlop } from './flop.js';
export { type GameOrder, type GameResult, PlannedContestant, type SideStatistics } from './game.js';
export { boardParts, chatParts, type GraphPart, trainingFlop } from './graph-flop.js';
export { LOGIT_TOLERANCE } from './logit-tolerance.js';
export { AnchorSide, MAX_CONTESTANTS, MatchSchedule, MatchSpec } from './match.js';
export {
  chatTrunk,
  type DecoderChat,
  type EvaluationNetwork,
  isEvaluation,
  isPretrained,
  isRecurrent,
  NetworkConfig,
  type PolicyNetwork,
  type PretrainedChat,
  type RecurrentChat,
} from './network.js';
export { EvaluatedPly, MoveReply } from './position-answers.js';
export { BACKWARD_WEIGHT, REPLY_DECODING, ReplyDecoding } from './reply-decoding.js';
export { DirectSchedule, Schedule } from './schedule.js';
export {
  anyOf,
  boolean,
  branded,
  component,
  componentRef,
  type DeepReadonly,
  describedAs,
  enumOf,
  freeJson,
  hash,
  integer,
  list,
  literal,
  mapOf,
  nullable,
  number,
  object,
  pairOf,
  type ReadonlyStatic,
  strict,
  text,
  timestamp,
  USE_DESCRIPTION,
} from './schema.js';
export { Arm, armOptions, Decoding, FineTuneSettings, Hash, Name, Seed, TournamentSpec } from './tournament.js';
