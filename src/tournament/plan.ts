import { hashOf, RECIPE_VERSION, type MatchSpec, type PlannedContestant, type TournamentSpec } from '../spec/index.js';
import { shortHash, type PlanHash } from '../vocabulary/index.js';
import { anchorContestant, checkpointContestant, contestantsOf, type PlannedRecipe } from './contestants.js';
import { drawOpenings, openingsOf } from './openings.js';
import { fixturesOf, pairingsOf, SCHEDULE_VERSION, withKeys, type Fixture, type Pairing, type ScheduledGame } from './schedule.js';
import { SpecError } from './spec-error.js';

/** All that is decided before the first game, and all that the plan's hash covers. It is what gets stored. */
interface Sealed<Kind extends 'tournament' | 'match', Spec> {
  readonly kind: Kind;
  readonly spec: Spec;
  readonly contestants: readonly PlannedContestant[];
  readonly recipes: readonly PlannedRecipe[];
  readonly pairings: readonly Pairing[];
  /** One opening a round: `openings[(block - 1) * spec.pairs + round]`. */
  readonly openings: readonly string[];
  readonly versions: { readonly recipe: number; readonly schedule: number };
}
export type SealedTournament = Sealed<'tournament', TournamentSpec>;
export type SealedMatch = Sealed<'match', MatchSpec>;
export type SealedPlan = SealedTournament | SealedMatch;

/** A sealed plan with its hash and the games that follow from both. */
export interface Unrolled {
  readonly hash: PlanHash;
  readonly games: readonly ScheduledGame[];
}
export type TournamentPlan = SealedTournament & Unrolled;
export type MatchPlan = SealedMatch & Unrolled;
export type Plan = TournamentPlan | MatchPlan;

const VERSIONS = { recipe: RECIPE_VERSION, schedule: SCHEDULE_VERSION };

/** The part that is stored and hashed: the games are left out, since they follow from it. */
export function sealedOf(plan: SealedPlan): SealedPlan {
  const { kind, spec, contestants, recipes, pairings, openings, versions } = plan;
  return { kind, spec, contestants, recipes, pairings, openings, versions } as SealedPlan;
}

export function planHashOf(plan: SealedPlan): PlanHash {
  return hashOf<PlanHash>(sealedOf(plan));
}

/** The schedule without keys: all that an analysis needs, and quick. */
export function scheduleOf({ contestants, pairings, openings, spec }: SealedPlan): Fixture[] {
  return fixturesOf({ contestants, pairings, openings, pairs: spec.pairs });
}

/** The games of a plan, as they were when it was sealed. */
export function gamesOf(plan: SealedPlan, hash: PlanHash): ScheduledGame[] {
  return withKeys(scheduleOf(plan), hash);
}

function unroll<T extends SealedPlan>(sealed: T): T & Unrolled {
  const hash = planHashOf(sealed);
  return { ...sealed, hash, games: gamesOf(sealed, hash) };
}

/** Plans a checked spec. `book` holds one opening a line, as UCI moves separated by blanks. */
export function planTournament(spec: TournamentSpec, book: readonly string[]): TournamentPlan {
  const { contestants, recipes, places } = contestantsOf(spec);
  const rounds = spec.pairs * spec.replicates.length;
  return unroll({
    kind: 'tournament',
    spec,
    contestants,
    recipes,
    pairings: pairingsOf(places),
    openings: drawOpenings(openingsOf(book, spec.openings.plies), rounds, spec.seed),
    versions: VERSIONS,
  });
}

/** Two given contestants, one block, no arms. */
export function planMatch(spec: MatchSpec, book: readonly string[]): MatchPlan {
  const contestants = spec.contestants.map((side) =>
    'anchor' in side
      ? anchorContestant(side.anchor)
      : checkpointContestant(`checkpoint:${shortHash(side.checkpoint)}`, 'checkpoint', side.checkpoint, side.decoding),
  );
  // one checkpoint at two decodings
  if (contestants[0]!.name === contestants[1]!.name) contestants[1] = { ...contestants[1]!, name: `${contestants[1]!.name}#2` };
  if (contestants[0]!.key === contestants[1]!.key)
    throw new SpecError('duplicate-contestant', 'contestants.1', 'both contestants are the same: same checkpoint or anchor, same decoding');
  return unroll({
    kind: 'match',
    spec,
    contestants,
    recipes: [],
    pairings: [{ block: 1, first: 0, second: 1 }],
    openings: drawOpenings(openingsOf(book, spec.openings.plies), spec.pairs, spec.seed),
    versions: VERSIONS,
  });
}
