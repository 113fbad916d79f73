/** What a plan consists of: everything that is decided before the first game and sealed by the plan's hash. */
import {
  type FineTuneRecipe,
  hashOf,
  type MatchSpec,
  type PlannedContestant,
  type TournamentSpec,
} from '../../spec/index.js';
import type { FineTuneKey, PlanHash } from '../../vocabulary/index.js';
import type { Pairing } from './schedule.js';

/** The recipe of one fine-tune of a tournament. */
export interface PlannedRecipe {
  /** Hash of the recipe. */
  readonly key: FineTuneKey;
  readonly recipe: FineTuneRecipe;
}

/** First arm minus second in one replicate, on every scale that a verdict may need. */
export interface ReplicateDifference {
  /** Ordinal of the replicate, from 1. */
  readonly replicate: number;
  /** Difference of the ratings, Elo; null if a child has none. */
  readonly elo: number | null;
  /** Difference of the shares of all points, -1 to 1; null without games. */
  readonly score: number | null;
  /**
   * Difference of the shares of points over the games of the replicate's own block alone, which later blocks never
   * change; null without games.
   */
  readonly block: number | null;
}

/** An earlier look at the same question, as sealed into the plan of the tournament that extends it. */
export interface EarlierLook {
  /** Id of the earlier tournament. */
  readonly tournament: string;
  readonly planHash: PlanHash;
  /** Hash over all its results, in the order of recording. */
  readonly chain: string;
  /** The seeds of its replicates, in order. */
  readonly replicates: readonly number[];
  /** The level it decided at, and the p it found. */
  readonly alpha: number;
  readonly p: number | null;
}

/**
 * What a tournament that adds replicates to an inconclusive one takes over from it. Part of the sealed plan: the
 * earlier results are fixed, so the verdict over all looks needs nothing else, and nobody can choose afterwards what to
 * pool.
 */
export interface EarlierLooks {
  /** Which look at the data this tournament's verdict is, from 2. */
  readonly look: number;
  readonly looks: readonly EarlierLook[];
  /** Replicates planned before, failed ones included; this tournament's ordinals continue from here. */
  readonly planned: number;
  /** Differences by replicate of the primary contrast (first) and of every other one. */
  readonly contrasts: readonly {
    readonly arms: readonly [string, string];
    readonly differences: readonly ReplicateDifference[];
  }[];
}

/** The part of a plan that is stored and hashed. */
interface Sealed<Kind extends 'tournament' | 'match', Spec> {
  readonly kind: Kind;
  readonly spec: Spec;
  readonly contestants: readonly PlannedContestant[];
  readonly recipes: readonly PlannedRecipe[];
  /** Empty for a Swiss: its pairings follow from results. */
  readonly pairings: readonly Pairing[];
  /** One opening per round: `openings[(block - 1) * spec.pairs + round]`. */
  readonly openings: readonly string[];
  readonly versions: { readonly recipe: number; readonly schedule: number };
}
/** The sealed plan of a tournament of arms. */
export interface SealedTournament extends Sealed<'tournament', TournamentSpec> {
  /** Only in a plan that adds replicates to an earlier tournament. */
  readonly follows?: EarlierLooks;
}
/** The sealed plan of a match between given contestants. */
export type SealedMatch = Sealed<'match', MatchSpec>;
/** Either kind of plan. */
export type SealedPlan = SealedTournament | SealedMatch;

/** Returns the part of a plan that is stored and hashed: without hash and games, which follow from it. */
export function sealedOf(plan: SealedPlan): SealedPlan {
  const { kind, spec, contestants, recipes, pairings, openings, versions } = plan;
  const follows = plan.kind === 'tournament' ? plan.follows : undefined;
  return {
    kind,
    spec,
    contestants,
    recipes,
    pairings,
    openings,
    versions,
    ...(follows ? { follows } : {}),
  } as SealedPlan;
}

/** SHA-256 over the canonical JSON of the sealed part. */
export function planHashOf(plan: SealedPlan): PlanHash {
  return hashOf<PlanHash>(sealedOf(plan));
}
