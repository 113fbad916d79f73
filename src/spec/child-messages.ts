import type { CheckPart, GameKey } from '../vocabulary/index.js';
import type { FineTuneChecks, FineTuneMetric, FineTuneRecipe } from './fine-tune.js';
import type { GameOrder, GameResult, PlannedContestant } from './game.js';
import type { EvaluatedPly, MoveReply } from './position-answers.js';
import type { ReplyDecoding } from './reply-decoding.js';
import type { Decoding } from './tournament.js';

/**
 * Messages between a parent and the child process that runs TensorFlow. Plain data only: messages are copied by the
 * structured clone algorithm (fork with `serialization: 'advanced'`). `id` identifies a request; the parent chooses it.
 */

/** A request that ends with exactly one `done` or one `failed`. */
export type ComputeRequest = FineTuneWork | PlayWork | ReplayWork | ChatWork | MoveWork | EvaluateWork | MeasureWork;
/** The kinds of request. */
export type ComputeKind = ComputeRequest['type'];

/** Trains the child of a recipe. `home` is the data folder in this and all other requests. */
export interface FineTuneWork {
  readonly type: 'fine-tune';
  readonly id: string;
  readonly recipe: FineTuneRecipe;
  readonly home: string;
}

/** Plays games between contestants; more may be added by `MoreGames` until `no-more-games`. */
export interface PlayWork {
  readonly type: 'play';
  readonly id: string;
  readonly home: string;
  /** At least those of the first games; every child among them has a checkpoint. */
  readonly contestants: readonly PlannedContestant[];
  readonly games: readonly GameOrder[];
  /** Maximum number of games in progress at the same time. */
  readonly concurrency: number;
}

/** A recorded game with everything that determines its moves. */
export interface GameToReplay {
  readonly order: GameOrder;
  readonly recorded: Pick<GameResult, 'moves' | 'result' | 'termination'>;
}

/**
 * Feeds recorded games with their moves: networks, source models and built-in anchors decide again at each of theirs,
 * engines are not asked.
 */
export interface ReplayWork {
  readonly type: 'replay';
  readonly id: string;
  readonly home: string;
  /** All contestants of the games. */
  readonly contestants: readonly PlannedContestant[];
  readonly games: readonly GameToReplay[];
}

/** Generates a reply. */
export interface ChatWork {
  readonly type: 'chat';
  readonly id: string;
  readonly home: string;
  readonly checkpoint: string;
  /** Turns of the conversation so far, oldest first. */
  readonly turns: readonly string[];
  /** Omitted settings have the defaults of `REPLY_DECODING`. */
  readonly decoding: Partial<ReplyDecoding>;
  readonly seed: number;
}

/** Chooses a move in a position. */
export interface MoveWork {
  readonly type: 'move';
  readonly id: string;
  readonly home: string;
  readonly checkpoint: string;
  readonly fen: string;
  readonly decoding: Decoding;
  readonly seed: number;
}

/** Evaluates every position of a line from the start position. */
export interface EvaluateWork {
  readonly type: 'evaluate';
  readonly id: string;
  readonly home: string;
  readonly checkpoint: string;
  /** UCI notation. */
  readonly moves: readonly string[];
}

/** Tries for some seconds how fast this process trains from a base, or plays with it. */
export interface MeasureWork {
  readonly type: 'measure';
  readonly id: string;
  readonly home: string;
  readonly work: 'fine-tune' | 'match';
  /** Address of the base. */
  readonly base: string;
  /** Examples a step. */
  readonly batch: number;
  /** Longest example, in tokens. */
  readonly maxTokens: number;
}

/** Further games for a running play request, with the contestants that are new to it. */
export interface MoreGames {
  readonly type: 'more-games';
  readonly id: string;
  readonly games: readonly GameOrder[];
  readonly contestants: readonly PlannedContestant[];
}

/** A message from the parent to the child. */
export type ToChild =
  | ComputeRequest
  | MoreGames
  /** The play request ends when its last game has. */
  | { readonly type: 'no-more-games'; readonly id: string }
  /** The request fails with the code `cancelled` as soon as it can. */
  | { readonly type: 'cancel'; readonly id: string }
  | { readonly type: 'exit' };

/** The result of each kind of request. */
export interface ComputeResults {
  'fine-tune': { readonly address: string; readonly checks: FineTuneChecks };
  play: { readonly played: number };
  /** In the order of the request. */
  replay: { readonly games: readonly ReplayedGame[] };
  chat: { readonly reply: string };
  move: MoveReply;
  /** Evaluations of the position before the first move, then after each move. */
  evaluate: { readonly plies: readonly EvaluatedPly[] };
  /** Seconds of a training step, or of one move of many games. */
  measure: { readonly seconds: number };
}

/** A recorded game whose moves were decided again. A ply counts from 0, the first half-move of the opening. */
export interface ReplayedGame {
  readonly gameKey: GameKey;
  /** Moves of networks and anchors. */
  readonly decided: number;
  /** Those of them that are chosen again. */
  readonly same: number;
  /**
   * Other moves of networks, which a change of their outputs within the tolerance would choose. `margin`: the smallest
   * such change, in logits.
   */
  readonly ties: readonly { readonly ply: number; readonly margin: number }[];
  /**
   * The first contradiction; undefined if there is none. `ply` is the number of recorded half-moves if only the ending
   * differs; `margin` is left out where no change of outputs explains it.
   */
  readonly difference?: { readonly ply: number; readonly reason: string; readonly margin?: number };
}

/** The backend of TensorFlow. */
export interface BackendInfo {
  readonly name: string;
  readonly version: string;
  readonly device: 'cpu' | 'gpu';
}

/**
 * Resource use, sent before each answer and every few seconds: a heartbeat, and input to the recycling of the child.
 */
export interface Usage {
  /** `tf.memory().numTensors`; 0 before TensorFlow is loaded. */
  readonly tensors: number;
  readonly rssBytes: number;
  /** Checkpoints in memory. */
  readonly networks: number;
}

/** A message from the child to the parent. */
export type FromChild =
  | { readonly type: 'ready'; readonly backend: BackendInfo }
  | { readonly type: 'metric'; readonly id: string; readonly metric: FineTuneMetric; readonly totalSteps: number }
  /** Everything is loaded and the first step of this attempt begins. */
  | { readonly type: 'training'; readonly id: string }
  /** Training has ended and this part of the checks begins. */
  | { readonly type: 'checking'; readonly id: string; readonly part: CheckPart }
  /** Finished games, collected for at most a quarter of a second; `waiting` counts games that have not begun. */
  | { readonly type: 'games'; readonly id: string; readonly results: readonly GameResult[]; readonly waiting: number }
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'done'; readonly id: string; readonly result: ComputeResults[ComputeKind] }
  | { readonly type: 'failed'; readonly id: string; readonly code: string; readonly message: string };
