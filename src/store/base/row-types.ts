import type {
  Decoding,
  EngineDefinition,
  FineTuneChecks,
  FineTuneMetric,
  FineTuneRecipe,
  SideStatistics,
} from '../../spec/index.js';
import type {
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

/** Rows as the verbs return them: column names in camel case, `bigint` as number, times as Date. */

export interface CheckpointRow {
  readonly address: string;
  readonly parent: string | null;
  readonly kind: 'base' | 'child';
  readonly name: string;
  readonly config: unknown;
  readonly card: unknown;
  readonly createdAt: Date;
}

export interface DatasetRow {
  readonly address: string;
  readonly kind: DatasetKind;
  readonly name: string;
  readonly profile: unknown;
  readonly createdAt: Date;
}

/** Why something failed: a stable code and one line for people. */
export interface StoredError {
  readonly code: string;
  readonly message: string;
  readonly [detail: string]: unknown;
}

export interface FineTuneRow {
  readonly id: FineTuneId;
  readonly key: FineTuneKey;
  readonly recipe: FineTuneRecipe;
  readonly standalone: boolean;
  readonly state: FineTuneState;
  readonly attempts: number;
  readonly epoch: number;
  readonly leaseUntil: Date | null;
  readonly worker: WorkerId | null;
  readonly step: number;
  readonly totalSteps: number | null;
  readonly checkpoint: string | null;
  readonly checks: FineTuneChecks | null;
  readonly error: StoredError | null;
  readonly cancelRequested: boolean;
  readonly version: number;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export interface FineTuneMetricRow {
  readonly step: number;
  readonly metric: FineTuneMetric;
  readonly at: Date;
}

/** A tournament without its plan, as lists give it. */
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
   * Rises with each change of the state, the contestants, the games and the state (not the steps) of its fine-tunes.
   */
  readonly version: number;
  readonly eventSeq: number;
  readonly chain: string;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export interface TournamentRow extends TournamentSummary {
  /** The sealed plan, as JSON. */
  readonly plan: unknown;
}

export interface ContestantRow {
  readonly tournamentId: TournamentId;
  readonly key: ContestantKey;
  readonly ordinal: number;
  readonly name: string;
  readonly kind: ContestantKind;
  readonly arm: string | null;
  readonly replicate: number | null;
  readonly fineTuneId: FineTuneId | null;
  readonly fineTuneKey: FineTuneKey | null;
  readonly checkpoint: string | null;
  readonly anchor: string | null;
  readonly engine: EngineDefinition | null;
  readonly decoding: Decoding | null;
}

/** A game of the schedule as the plan gives it. `pair` counts over the whole plan, `leg` is 1 or 2. */
export interface ScheduleEntry {
  readonly number: number;
  readonly gameKey: GameKey;
  readonly pair: number;
  readonly leg: number;
  readonly block: number;
  readonly white: ContestantKey;
  readonly black: ContestantKey;
  readonly opening: string;
}

/** A schedule row with its result, when there is one. */
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
  readonly moves: string | null;
  readonly plies: number | null;
  readonly whiteStats: SideStatistics | null;
  readonly blackStats: SideStatistics | null;
  readonly recordedAt: Date | null;
}

/** What ratings need of a recorded game. */
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

export const EVENT_TYPES = [
  'created',
  'running',
  'finished',
  'failed',
  'cancel-requested',
  'cancelled',
  'retried',
  'round',
  'fine-tune-started',
  'fine-tune-finished',
  'fine-tune-requeued',
  'fine-tune-cancel-requested',
  'fine-tune-failed',
  'fine-tune-cancelled',
  'replicate-failed',
  'game',
  'conflict',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export interface EventRow {
  readonly seq: number;
  readonly type: EventType;
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

export interface WorkerRow {
  readonly id: WorkerId;
  readonly kind: string;
  readonly host: string;
  readonly pid: number;
  readonly startedAt: Date;
  readonly heartbeatAt: Date;
  readonly backend: unknown;
}

export interface Progress {
  readonly games: number;
  readonly due: number;
  readonly claimed: number;
  readonly done: number;
  /** Made unnecessary by the plan's stop rule. */
  readonly unplayed: number;
  readonly fineTunes: Readonly<Record<FineTuneState, number>>;
}

/** A page starts after the row that `after` names (newest first by id or address; by number for games and events). */
export interface Page<Cursor = string> {
  readonly after?: Cursor | undefined;
  readonly limit: number;
}
