import type { Event, Progress as ProgressAnswer } from '../../spec/api/index.js';
import type {
  AnchorDefinition,
  BackendInfo,
  Decoding,
  FineTuneChecks,
  FineTuneMetric,
  FineTuneRecipe,
  SideStatistics,
} from '../../spec/index.js';
import type {
  CheckPart,
  ContestantKey,
  ContestantKind,
  DatasetKind,
  FineTuneId,
  FineTuneKey,
  FineTuneState,
  GameKey,
  GameState,
  PlanHash,
  Result,
  Termination,
  TournamentId,
  TournamentKind,
  TournamentState,
  WorkerId,
} from '../../vocabulary/index.js';

/** Rows as queries return them: column names in camel case, `bigint` as number, times as Date. */

/** A stored checkpoint. */
export interface CheckpointRow {
  /** SHA-256 of its weights and configuration, in hexadecimal. */
  readonly address: string;
  /** Address of the checkpoint that it was trained from; null for a base trained from scratch. */
  readonly parent: string | null;
  readonly kind: 'base' | 'child';
  readonly name: string;
  /** NetworkConfig, as JSON. */
  readonly config: unknown;
  /** How it was trained and measured, as JSON. */
  readonly card: unknown;
  readonly createdAt: Date;
}

/** A stored dataset. */
export interface DatasetRow {
  /** SHA-256 of its data files, in hexadecimal. */
  readonly address: string;
  readonly kind: DatasetKind;
  readonly name: string;
  /** What the import counted and measured, as JSON. */
  readonly profile: unknown;
  readonly createdAt: Date;
}

/** Why something failed: a stable code and a one-line message. */
export interface StoredError {
  readonly code: string;
  readonly message: string;
  /** Of a tournament: names of the children that are missing, and how many games cannot be played for it. */
  readonly contestants?: readonly string[];
  readonly games?: number;
  /** Of a fine-tune: whether it failed by its own fault, so that another attempt would end in the same way. */
  readonly own?: boolean;
}

/** One fine-tuning run. */
export interface FineTuneRow {
  readonly id: FineTuneId;
  /** Hash of the recipe; unique. */
  readonly key: FineTuneKey;
  readonly recipe: FineTuneRecipe;
  /** Requested on its own, so that the end of a tournament does not cancel it. */
  readonly standalone: boolean;
  readonly state: FineTuneState;
  readonly attempts: number;
  /** Fencing token: incremented by each claim. */
  readonly epoch: number;
  readonly leaseUntil: Date | null;
  readonly worker: WorkerId | null;
  readonly step: number;
  /** Null until the first metrics are reported. */
  readonly totalSteps: number | null;
  /** Whether the current or last attempt has begun its steps. */
  readonly training: boolean;
  /** The part of the checks that is measured; null before the checks and after the attempt. */
  readonly checking: CheckPart | null;
  /** Address of the child; null until it is finished. */
  readonly checkpoint: string | null;
  readonly checks: FineTuneChecks | null;
  readonly error: StoredError | null;
  readonly cancelRequested: boolean;
  readonly version: number;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** Training metrics of one step. */
export interface FineTuneMetricRow {
  readonly step: number;
  readonly metric: FineTuneMetric;
  readonly at: Date;
}

/** A tournament or match without its plan. */
export interface TournamentSummary {
  readonly id: TournamentId;
  readonly kind: TournamentKind;
  readonly name: string;
  readonly planHash: PlanHash;
  readonly maxPlies: number;
  readonly state: TournamentState;
  readonly cancelRequested: boolean;
  readonly error: StoredError | null;
  /**
   * Incremented by each change of its state, its contestants, its games and the state (not the steps) of its
   * fine-tunes.
   */
  readonly version: number;
  /** Sequence number of its last event. */
  readonly eventSeq: number;
  /** Last link of the hash chain over its results; the plan's hash before the first result. */
  readonly chain: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** A tournament or match with its plan. */
export interface TournamentRow extends TournamentSummary {
  /** The sealed plan, as JSON. */
  readonly plan: unknown;
}

/** One player of a tournament: a child, an untouched base, a checkpoint or an anchor. */
export interface ContestantRow {
  readonly tournamentId: TournamentId;
  readonly key: ContestantKey;
  /** Its index in the plan, from 0. */
  readonly ordinal: number;
  readonly name: string;
  readonly kind: ContestantKind;
  /** Null unless it is a child of an arm. */
  readonly arm: string | null;
  readonly replicate: number | null;
  readonly fineTuneId: FineTuneId | null;
  readonly fineTuneKey: FineTuneKey | null;
  /** Address; null for an anchor, and for a child that is not trained yet. */
  readonly checkpoint: string | null;
  readonly anchor: string | null;
  readonly engine: AnchorDefinition | null;
  readonly decoding: Decoding | null;
}

/** A game of the schedule, as planned. `pair` is numbered over the whole plan; `leg` is 1 or 2. */
export interface ScheduleEntry {
  readonly number: number;
  readonly gameKey: GameKey;
  readonly pair: number;
  readonly leg: number;
  readonly block: number;
  readonly white: ContestantKey;
  readonly black: ContestantKey;
  /** UCI moves, separated by spaces. */
  readonly opening: string;
}

/** A game of the schedule with its state and, once it is recorded, its result. */
export interface GameRow extends ScheduleEntry {
  readonly tournamentId: TournamentId;
  readonly state: GameState;
  readonly epoch: number;
  readonly attempts: number;
  readonly worker: WorkerId | null;
  readonly whiteName: string;
  readonly blackName: string;
  readonly result: Result | null;
  readonly termination: Termination | null;
  /** UCI moves with the opening, separated by spaces. */
  readonly moves: string | null;
  readonly plies: number | null;
  readonly whiteStats: SideStatistics | null;
  readonly blackStats: SideStatistics | null;
  readonly recordedAt: Date | null;
}

/** The part of a recorded game that ratings are computed from. */
export interface ResultRow {
  readonly number: number;
  readonly pair: number;
  readonly leg: number;
  readonly block: number;
  readonly white: ContestantKey;
  readonly black: ContestantKey;
  readonly result: Result;
  readonly termination: Termination;
  readonly plies: number;
}

/** An event as it is appended: its type, and the details that events of this type have. */
export type NewEvent = Event extends infer One ? (One extends Event ? Pick<One, 'type' | 'data'> : never) : never;

/** An event as it is stored. */
export type EventRow = NewEvent & { readonly seq: number; readonly at: Date };

/** A worker process, as of its last heartbeat. */
export interface WorkerRow {
  readonly id: WorkerId;
  readonly kind: 'fine-tune' | 'match';
  readonly host: string;
  readonly pid: number;
  readonly startedAt: Date;
  readonly heartbeatAt: Date;
  /** Null before its compute child has started. */
  readonly backend: BackendInfo | null;
}

/** Numbers of games and fine-tunes of a tournament by state. */
export type Progress = ProgressAnswer;

/**
 * Cursor pagination: up to `limit` rows after the row identified by `after`. Lists are ordered newest first with an id
 * or address as cursor; games and events by their number.
 */
export interface Page<Cursor = string> {
  readonly after?: Cursor | undefined;
  readonly limit: number;
}
