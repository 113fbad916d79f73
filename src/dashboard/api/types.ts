/** What the API answers, as far as the pages read it. The document at /docs describes each field. */
import type {
  FineTuneChecks,
  FineTuneMetric,
  FineTuneRecipe,
  MatchSpec,
  NetworkConfig,
  TournamentSpec,
} from '../../spec/index.js';
import type { FineTuneState, Result, Termination, TournamentKind, TournamentState } from '../../vocabulary/index.js';

export interface Page<T> {
  readonly data: readonly T[];
  readonly next: string | null;
}
export interface Fault {
  readonly code: string;
  readonly message: string;
}
export interface TournamentSummary {
  readonly id: string;
  readonly kind: TournamentKind;
  readonly name: string;
  readonly state: TournamentState;
  readonly cancelRequested: boolean;
  readonly error: Fault | null;
  readonly planHash: string;
  readonly version: number;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}
export interface Progress {
  readonly games: number;
  readonly due: number;
  readonly claimed: number;
  readonly done: number;
  readonly fineTunes: Readonly<Record<FineTuneState, number>>;
}
export interface Match extends TournamentSummary {
  readonly kind: 'match';
  readonly progress: Progress;
  readonly spec: MatchSpec;
}
export interface Tournament extends TournamentSummary {
  readonly kind: 'tournament';
  readonly progress: Progress;
  readonly spec: TournamentSpec;
}
export interface StandingsRow {
  readonly rank: readonly [number, number];
  readonly contestant: string;
  readonly arm: string | null;
  readonly replicate: number | null;
  readonly checkpoint: string | null;
  readonly elo: number | null;
  readonly error: number | null;
  readonly bound: { readonly side: 'above' | 'below'; readonly elo: number } | null;
  readonly score: number | null;
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
  readonly games: number;
  readonly group: number | null;
}
export interface Standings {
  readonly rows: readonly StandingsRow[];
  readonly zero: string;
  readonly whiteAdvantage: number | null;
  readonly drawRate: number | null;
  readonly notes: readonly string[];
  readonly asOf: string;
  readonly complete: boolean;
}
export interface Contrast {
  readonly arms: readonly [string, string];
  readonly scale: 'elo' | 'score';
  readonly differences: readonly { readonly replicate: number; readonly difference: number }[];
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number | null;
}
export interface ArmSummary {
  readonly arm: string;
  readonly meanElo: number | null;
  readonly children: number;
  readonly replySentiment: { readonly mean: number; readonly low: number | null; readonly high: number | null } | null;
  readonly took: boolean | null;
  readonly neutralPerplexity: number | null;
}
export interface Verdict {
  readonly state: string;
  readonly line: string;
  readonly contrast: Contrast | null;
  readonly withinMargin: boolean;
  readonly arms: readonly ArmSummary[];
  readonly failedChecks: readonly { readonly check: string; readonly message: string }[];
  readonly replicates: {
    readonly used: readonly number[];
    readonly failed: readonly number[];
    readonly planned: number;
  };
  readonly complete: boolean;
}
export interface ContrastStep {
  readonly blocks: number;
  readonly difference: number;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly evidence: number;
}
export interface ContrastRun {
  readonly run: {
    readonly arms: readonly [string, string];
    readonly alpha: number;
    readonly planned: number;
    readonly steps: readonly ContrastStep[];
  } | null;
}
export interface RecordedGame {
  readonly position: number;
  readonly number: number;
  readonly block: number;
  readonly white: string;
  readonly black: string;
  readonly result: Result;
  readonly termination: Termination;
  readonly plies: number;
  readonly attempts: number;
  readonly whiteLegalShare: number | null;
  readonly blackLegalShare: number | null;
  readonly recordedAt: string;
}
export interface Game {
  readonly number: number;
  readonly gameKey: string;
  readonly pair: number;
  readonly leg: number;
  readonly block: number;
  readonly white: string;
  readonly black: string;
  readonly opening: string;
  readonly state: string;
  readonly attempts: number;
  readonly result: Result | null;
  readonly termination: Termination | null;
  readonly moves: string | null;
  readonly plies: number | null;
  readonly whiteLegalShare: number | null;
  readonly blackLegalShare: number | null;
  readonly recordedAt: string | null;
}
export interface MoveReply {
  readonly move: string;
  readonly legalShare: number;
  readonly guarded: boolean;
  readonly outcome: { readonly win: number; readonly draw: number; readonly loss: number };
}
export interface JudgedPly {
  readonly legalShare: number;
  readonly white: number;
  readonly draw: number;
  readonly black: number;
}
export interface Event {
  readonly seq: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: string;
}
export interface FineTune {
  readonly id: string;
  readonly key: string;
  readonly recipe: FineTuneRecipe;
  readonly state: FineTuneState;
  readonly attempts: number;
  readonly step: number;
  readonly totalSteps: number | null;
  readonly checkpoint: string | null;
  readonly checks: FineTuneChecks | null;
  readonly error: Fault | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}
export interface MetricRow {
  readonly step: number;
  readonly metric: FineTuneMetric;
  readonly at: string;
}
export interface Model {
  readonly address: string;
  readonly kind: 'base' | 'child';
  readonly name: string;
  readonly parent: string | null;
  readonly tone: string | null;
  readonly method: string | null;
  readonly seed: number | null;
  readonly createdAt: string;
}
/** An opponent of fixed strength that requests may name. */
export interface AnchorInfo {
  readonly name: string;
  readonly elo: number | null;
}
export interface ModelDetail extends Model {
  readonly config: NetworkConfig;
  readonly card: {
    readonly parameters: number;
    readonly steps: number;
    readonly seconds: number;
    readonly flop: { readonly counted: number };
    readonly data: readonly string[];
    readonly createdAt: string;
    readonly command?: string;
    readonly notes?: string;
    readonly machine: { readonly backend: string; readonly device: string; readonly cpu: string };
    readonly metrics: {
      readonly validation?: { readonly moveMatch?: number };
      readonly checks?:
        | FineTuneChecks
        | { readonly board: { readonly kl: number; readonly legalShare: { readonly child: number } } };
    };
  };
}
type Counts = Readonly<Record<string, number>>;
interface ImportCounts {
  readonly read: number;
  readonly kept: number;
  readonly dropped: Counts;
}
interface Split {
  readonly train: number;
  readonly heldOut: number;
}
type Sources = readonly { readonly file: string; readonly bytes: number }[];
export type DatasetProfile =
  | {
      readonly kind: 'games';
      readonly settings: {
        readonly minRating: number;
        readonly minPly: number;
        readonly keepRepeats?: true;
        readonly maxGames?: number;
        readonly maxPositions?: number;
      };
      readonly games: ImportCounts;
      readonly positions: Split;
      readonly results: Counts;
      readonly ratings: { readonly mean: number | null; readonly histogram: Counts };
      readonly plies: { readonly mean: number | null; readonly longest: number };
      readonly sources: Sources;
    }
  | {
      readonly kind: 'dialogue';
      readonly records: ImportCounts;
      readonly turnsDropped: Counts;
      readonly conversations: Split;
      readonly examples: Split;
      readonly sentiment: { readonly histogram: readonly number[]; readonly band: number; readonly pools: Counts };
      readonly replyWords: { readonly mean: number; readonly buckets: Counts };
      readonly sources: Sources;
    }
  | {
      readonly kind: 'classifier';
      readonly features: number;
      readonly training?: { readonly messages: Counts };
    };
export interface Dataset {
  readonly address: string;
  readonly kind: 'games' | 'dialogue' | 'classifier';
  readonly name: string;
  readonly createdAt: string;
  readonly profile: DatasetProfile;
}
export interface DatasetExamples {
  readonly data: readonly {
    readonly source: string;
    readonly heldOut: boolean;
    readonly turns: readonly { readonly text: string; readonly compound: number }[];
  }[];
  readonly more: boolean;
}
export interface System {
  readonly now: string;
  readonly workers: readonly {
    readonly id: string;
    readonly kind: string;
    readonly host: string;
    readonly pid: number;
    readonly startedAt: string;
    readonly heartbeatAt: string;
    readonly backend: { readonly name: string; readonly version: string; readonly device: string } | null;
  }[];
  readonly queues: Readonly<Record<string, { readonly waiting: number; readonly active: number }>> | null;
  readonly work: {
    readonly fineTunesQueued: number;
    readonly fineTunesRunning: number;
    readonly oldestQueuedSeconds: number | null;
    readonly gamesClaimed: number;
    readonly leasesOver: number;
    readonly lastResultSeconds: number | null;
    readonly resultsLastMinute: number;
  };
  readonly api: {
    readonly pid: number;
    readonly node: string;
    readonly uptimeSeconds: number;
    readonly rssBytes: number;
    readonly loop: { readonly meanMs: number; readonly p99Ms: number; readonly maxMs: number };
    readonly answerMs: number;
  };
}
export interface Cost {
  readonly games: number;
  readonly pairs: number;
  readonly contestants: number;
  readonly fineTunes: number;
  readonly trainingSteps: number;
  readonly trainingTokens: number;
  readonly flop: { readonly fineTunes: number; readonly games: number; readonly total: number };
  readonly seconds: { readonly fineTunes: number; readonly games: number };
}
export interface TournamentDryRun {
  readonly spec: TournamentSpec;
  readonly planHash: string;
  readonly games: number;
  readonly fineTunes: number;
  readonly contestants: readonly string[];
  readonly cost: Cost;
  readonly power: {
    readonly replicates: number;
    readonly smallestP: number;
    readonly needed: number;
    readonly enough: boolean;
    readonly detectable: readonly { readonly seedDeviation: number; readonly elo: number | null }[];
  } | null;
}
