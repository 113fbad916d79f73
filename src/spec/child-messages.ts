import type { GameKey } from '../vocabulary/index.js';
import type { FineTuneChecks, FineTuneMetric, FineTuneRecipe } from './fine-tune.js';
import type { GameOrder, GameResult, PlannedContestant } from './game.js';
import type { JudgedPly as JudgedPlyAnswer, MoveReply } from './position-answers.js';
import type { ReplyDecoding } from './reply-decoding.js';
import type { Decoding } from './tournament.js';

/**
 * What a parent and the child process that owns TensorFlow say to each other. Plain data only: messages are copied by
 * the structured clone algorithm (fork with `serialization: 'advanced'`). `id` names a request; the parent makes it up.
 */

/** Work that ends in one `done` or one `failed`. */
export type ComputeRequest = FineTuneWork | PlayWork | ReplayWork | ChatWork | MoveWork | EvaluateWork;
export type ComputeKind = ComputeRequest['type'];

export interface FineTuneWork {
  readonly type: 'fine-tune';
  readonly id: string;
  readonly recipe: FineTuneRecipe;
  readonly home: string;
}

export interface PlayWork {
  readonly type: 'play';
  readonly id: string;
  readonly home: string;
  /** Those of the first games at least; every child among them has its checkpoint. */
  readonly contestants: readonly PlannedContestant[];
  readonly games: readonly GameOrder[];
  /** Games on boards at the same time. */
  readonly concurrency: number;
}

/** A game on record, with all that decides its moves. */
export interface RecordedGame {
  readonly order: GameOrder;
  readonly recorded: Pick<GameResult, 'moves' | 'result' | 'termination'>;
}

/**
 * Games on record are played again, one at a time: networks and anchors choose anew, engines make the moves they made.
 */
export interface ReplayWork {
  readonly type: 'replay';
  readonly id: string;
  readonly home: string;
  /** All that sit at the boards. */
  readonly contestants: readonly PlannedContestant[];
  readonly games: readonly RecordedGame[];
}

export interface ChatWork {
  readonly type: 'chat';
  readonly id: string;
  readonly home: string;
  readonly checkpoint: string;
  /** What was said so far, oldest first. */
  readonly turns: readonly string[];
  /** What is left out has the default of spec/reply-decoding. */
  readonly decoding: Partial<ReplyDecoding>;
  readonly seed: number;
}

export interface MoveWork {
  readonly type: 'move';
  readonly id: string;
  readonly home: string;
  readonly checkpoint: string;
  readonly fen: string;
  readonly decoding: Decoding;
  readonly seed: number;
}

/** What a network thinks of every position of a line from the start. */
export interface EvaluateWork {
  readonly type: 'evaluate';
  readonly id: string;
  readonly home: string;
  readonly checkpoint: string;
  /** UCI notation. */
  readonly moves: readonly string[];
}

/** More games for a play request that is under way, with the contestants that it has not been told of. */
export interface MoreGames {
  readonly type: 'more-games';
  readonly id: string;
  readonly games: readonly GameOrder[];
  readonly contestants: readonly PlannedContestant[];
}

export type ToChild =
  | ComputeRequest
  | MoreGames
  /** The play request ends when its last game has. */
  | { readonly type: 'no-more-games'; readonly id: string }
  /** The request fails with the code `cancelled` as soon as it can. */
  | { readonly type: 'cancel'; readonly id: string }
  | { readonly type: 'exit' };

/** What each kind of request answers with. */
export interface ComputeResults {
  'fine-tune': { readonly address: string; readonly checks: FineTuneChecks };
  play: { readonly played: number };
  replay: { readonly differing: readonly DifferingGame[] };
  chat: { readonly reply: string };
  move: MoveAnswer;
  /** The position before the first move, then after each. */
  evaluate: { readonly plies: readonly EvaluatedPly[] };
}

export interface DifferingGame {
  readonly gameKey: GameKey;
  /** What is otherwise in the replay, and where. */
  readonly reason: string;
}

/** One network's judgement of one position. */
export type EvaluatedPly = JudgedPlyAnswer;

export type MoveAnswer = MoveReply;

export interface BackendInfo {
  readonly name: string;
  readonly version: string;
  readonly device: 'cpu' | 'gpu';
}

/** Told before each answer and every few seconds: a sign of life, and what the recycling budget is compared with. */
export interface Usage {
  /** `tf.memory().numTensors`; 0 before TensorFlow is loaded. */
  readonly tensors: number;
  readonly rssBytes: number;
  /** Checkpoints held ready. */
  readonly networks: number;
}

export type FromChild =
  | { readonly type: 'ready'; readonly backend: BackendInfo }
  | { readonly type: 'metric'; readonly id: string; readonly metric: FineTuneMetric; readonly totalSteps: number }
  /** Finished games, gathered for at most a quarter of a second; `waiting` counts games not yet on a board. */
  | { readonly type: 'games'; readonly id: string; readonly results: readonly GameResult[]; readonly waiting: number }
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'done'; readonly id: string; readonly result: ComputeResults[ComputeKind] }
  | { readonly type: 'failed'; readonly id: string; readonly code: string; readonly message: string };
