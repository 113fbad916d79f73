import type { Follows } from '../../spec/api/index.js';
import type { Engines, MatchSpec, PlannedContestant, TournamentSpec } from '../../spec/index.js';
import { RECIPE_VERSION } from '../../spec/keys/index.js';
import { type PlanHash, shortHash } from '../../vocabulary/index.js';
import { anchorContestant, checkpointContestant, contestantsOf } from './contestants.js';
import { directPairings, directScheduleOf } from './direct-schedule.js';
import { fixedPairings, matchGames, type PlayedGame, swissPairings } from './match-schedule.js';
import { distinctOpenings, sampleOpenings } from './openings.js';
import {
  type PlannedGame,
  plannedGames,
  roundRobinPairings,
  SCHEDULE_VERSION,
  type ScheduledGame,
  withGameKeys,
} from './schedule.js';
import { planHashOf, type SealedMatch, type SealedPlan, type SealedTournament } from './sealed-plan.js';
import { SpecError } from './spec-error.js';

/** What follows from a sealed plan: its hash and its games. */
interface Unrolled {
  readonly hash: PlanHash;
  readonly games: readonly ScheduledGame[];
}
/** The plan of a tournament of arms, with its hash and games. */
export type TournamentPlan = SealedTournament & Unrolled;
/** The plan of a match, with its hash and games; the games of a Swiss are those of its first round. */
export type MatchPlan = SealedMatch & Unrolled;
/** Either kind of plan, with its hash and games. */
export type Plan = TournamentPlan | MatchPlan;

const VERSIONS = { recipe: RECIPE_VERSION, schedule: SCHEDULE_VERSION };

/** Whether later rounds of the plan are paired only once the earlier ones are played. */
export const isSwiss = (plan: SealedPlan): plan is SealedMatch =>
  plan.kind === 'match' && plan.spec.schedule?.kind === 'swiss';

/** Number of games of the whole plan, including rounds that are not paired yet. */
export const countGames = (plan: Plan): number => (isSwiss(plan) ? matchGames(plan.spec) : plan.games.length);

/**
 * Returns the schedule without keys, which is quick and all that an analysis needs. For a Swiss it has the rounds that
 * `played` determines: the complete ones and the one after them.
 */
export function scheduleOf(plan: SealedPlan, played: Iterable<PlayedGame> = []): PlannedGame[] {
  if (!isSwiss(plan)) return plannedGames(plan);
  const keys = plan.contestants.map(({ key }) => key);
  return plannedGames({ ...plan, pairings: swissPairings(plan.spec, keys, played) });
}

/** The games of a plan with their keys, equal to those made when it was sealed; for a Swiss see `scheduleOf`. */
export function gamesOf(plan: SealedPlan, hash: PlanHash, played: Iterable<PlayedGame> = []): ScheduledGame[] {
  return withGameKeys(scheduleOf(plan, played), hash);
}

function unroll<T extends SealedPlan>(sealed: T): T & Unrolled {
  const hash = planHashOf(sealed);
  return { ...sealed, hash, games: gamesOf(sealed, hash) };
}

const NO_ENGINES: Engines = new Map();

/**
 * Plans a checked spec. `book` has one opening per line, as UCI moves separated by blanks; `engines` are the anchors
 * besides the built-in ones. A plan that `follows` an earlier tournament continues in the seeded order of openings
 * where that one ended. Throws SpecError.
 */
export function planTournament(
  spec: TournamentSpec,
  book: readonly string[],
  follows?: Follows,
  engines: Engines = NO_ENGINES,
): TournamentPlan {
  const { contestants, recipes, indices } = contestantsOf(spec, engines);
  const direct = directScheduleOf(spec);
  const rounds = spec.pairs * spec.replicates.length;
  const before = spec.pairs * (follows?.planned ?? 0);
  return unroll({
    kind: 'tournament',
    spec,
    contestants,
    recipes,
    pairings: direct ? directPairings(spec, direct, indices) : roundRobinPairings(indices),
    openings: sampleOpenings(distinctOpenings(book, spec.openings.plies), before + rounds, spec.seed).slice(before),
    versions: VERSIONS,
    ...(follows ? { follows } : {}),
  });
}

/** Plans a match of given contestants, without arms; parameters as in `planTournament`. Throws SpecError. */
export function planMatch(spec: MatchSpec, book: readonly string[], engines: Engines = NO_ENGINES): MatchPlan {
  const { contestants: sides, schedule, pairs, openings, seed } = spec;
  return unroll({
    kind: 'match',
    spec,
    contestants: matchContestants(sides, engines),
    recipes: [],
    pairings: fixedPairings(schedule, sides.length),
    openings: sampleOpenings(distinctOpenings(book, openings.plies), pairs * schedule.rounds, seed),
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
