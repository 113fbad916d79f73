import {
  type Engines,
  hashOf,
  type MatchSpec,
  type PlannedContestant,
  RECIPE_VERSION,
  type TournamentSpec,
} from '../../spec/index.js';
import { type PlanHash, shortHash } from '../../vocabulary/index.js';
import { anchorContestant, checkpointContestant, contestantsOf, type PlannedRecipe } from './contestants.js';
import type { EarlierLooks } from './earlier-looks.js';
import { fixedPairings, matchGames, type PlayedGame, swissPairings } from './match-schedule.js';
import { drawOpenings, openingsOf } from './openings.js';
import {
  type Pairing,
  type PlannedGame,
  pairingsOf,
  plannedGames,
  SCHEDULE_VERSION,
  type ScheduledGame,
  withGameKeys,
} from './schedule.js';
import { SpecError } from './spec-error.js';

/** All that is decided before the first game, and all that the plan's hash covers. It is what gets stored. */
interface Sealed<Kind extends 'tournament' | 'match', Spec> {
  readonly kind: Kind;
  readonly spec: Spec;
  readonly contestants: readonly PlannedContestant[];
  readonly recipes: readonly PlannedRecipe[];
  readonly pairings: readonly Pairing[];
  /**
   * One opening a round: `openings[(block - 1) * spec.pairs + round]`. A Swiss has no pairings here: they follow from
   * results.
   */
  readonly openings: readonly string[];
  readonly versions: { readonly recipe: number; readonly schedule: number };
}
export interface SealedTournament extends Sealed<'tournament', TournamentSpec> {
  /** Only in a plan that adds replicates to an earlier tournament. */
  readonly follows?: EarlierLooks;
}
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

export function planHashOf(plan: SealedPlan): PlanHash {
  return hashOf<PlanHash>(sealedOf(plan));
}

/** True for a plan whose later rounds are paired when the earlier ones are played. */
export const isSwiss = (plan: SealedPlan): plan is SealedMatch =>
  plan.kind === 'match' && plan.spec.schedule?.kind === 'swiss';

/** Games of the whole plan, also of rounds that are not paired yet. */
export const countGames = (plan: Plan): number => (isSwiss(plan) ? matchGames(plan.spec) : plan.games.length);

/**
 * The schedule without keys: all that an analysis needs, and quick. Of a Swiss as many rounds as `played` settles: the
 * complete ones and the one after them.
 */
export function scheduleOf(plan: SealedPlan, played: Iterable<PlayedGame> = []): PlannedGame[] {
  const { contestants, openings, spec } = plan;
  const pairings = isSwiss(plan)
    ? swissPairings(
        plan.spec,
        contestants.map(({ key }) => key),
        played,
      )
    : plan.pairings;
  return plannedGames({ contestants, pairings, openings, pairs: spec.pairs });
}

/** The games of a plan, as they were when it was sealed; of a Swiss, see `scheduleOf`. */
export function gamesOf(plan: SealedPlan, hash: PlanHash, played: Iterable<PlayedGame> = []): ScheduledGame[] {
  return withGameKeys(scheduleOf(plan, played), hash);
}

function unroll<T extends SealedPlan>(sealed: T): T & Unrolled {
  const hash = planHashOf(sealed);
  return { ...sealed, hash, games: gamesOf(sealed, hash) };
}

const NO_ENGINES: Engines = new Map();

/**
 * Plans a checked spec; `engines` are the anchors besides the built-in ones. Throws SpecError. `book` holds one opening
 * a line, as UCI moves separated by blanks. What follows an earlier tournament goes on in the seeded order of openings
 * where that one ended.
 */
export function planTournament(
  spec: TournamentSpec,
  book: readonly string[],
  follows?: EarlierLooks,
  engines: Engines = NO_ENGINES,
): TournamentPlan {
  const { contestants, recipes, places } = contestantsOf(spec, engines);
  const rounds = spec.pairs * spec.replicates.length;
  const before = spec.pairs * (follows?.planned ?? 0);
  return unroll({
    kind: 'tournament',
    spec,
    contestants,
    recipes,
    pairings: pairingsOf(places),
    openings: drawOpenings(openingsOf(book, spec.openings.plies), before + rounds, spec.seed).slice(before),
    versions: VERSIONS,
    ...(follows ? { follows } : {}),
  });
}

/** Given contestants, no arms. The games of a Swiss are those of its first round. */
export function planMatch(spec: MatchSpec, book: readonly string[], engines: Engines = NO_ENGINES): MatchPlan {
  const { contestants: sides, schedule, pairs, openings, seed } = spec;
  return unroll({
    kind: 'match',
    spec,
    contestants: matchContestants(sides, engines),
    recipes: [],
    pairings: fixedPairings(schedule, sides.length),
    openings: drawOpenings(openingsOf(book, openings.plies), pairs * schedule.rounds, seed),
    versions: VERSIONS,
  });
}

/** One checkpoint at several decodings gets numbers: `checkpoint:0123abcd`, `checkpoint:0123abcd#2`. */
function matchContestants(sides: MatchSpec['contestants'], engines: Engines): PlannedContestant[] {
  const names = new Map<string, number>();
  const keys = new Set<string>();
  return sides.map((side, index) => {
    const contestant =
      'anchor' in side
        ? anchorContestant(side.anchor, engines, `contestants.${index}.anchor`)
        : checkpointContestant(
            `checkpoint:${shortHash(side.checkpoint)}`,
            'checkpoint',
            side.checkpoint,
            side.decoding,
          );
    if (keys.has(contestant.key)) {
      throw new SpecError(
        'duplicate-contestant',
        `contestants.${index}`,
        'two contestants are the same: same checkpoint or anchor, same decoding',
      );
    }
    keys.add(contestant.key);
    const number = (names.get(contestant.name) ?? 0) + 1;
    names.set(contestant.name, number);
    return number === 1 ? contestant : { ...contestant, name: `${contestant.name}#${number}` };
  });
}
