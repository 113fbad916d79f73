/** What a plan consists of: everything that is decided before the first game and sealed by the plan's hash. */
import type { Follows } from '../../spec/api/index.js';
import type { FineTuneRecipe, MatchSpec, PlannedContestant, TournamentSpec } from '../../spec/index.js';
import { hashOf } from '../../spec/keys/index.js';
import type { FineTuneKey, PlanHash } from '../../vocabulary/index.js';
import type { Pairing } from './schedule.js';

/** The recipe of one fine-tune of a tournament. */
export interface PlannedRecipe {
  /** Hash of the recipe. */
  readonly key: FineTuneKey;
  readonly recipe: FineTuneRecipe;
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
  readonly follows?: Follows;
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
