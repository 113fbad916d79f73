/** The alternatives that are analyses of games. */
import type { Verdict } from '../verdict/index.js';
import {
  type AnalysisContext,
  differencesFor,
  directDifferences,
  directMatches,
  playersByBlock,
  secondOpinions,
} from '../verdict/index.js';
import { findingOf, firstHalfOfOpenings, onRounds, withColour } from './game-halves.js';
import { asReported, type Finding, unavailable } from './over-replicates.js';
import { tookBy } from './took-by.js';

/** Returns the findings by id; see `declaredSpecifications`. */
export function gameFindings(
  context: AnalysisContext,
  arms: readonly [string, string],
  treatment: Verdict['treatment'],
): Map<string, Finding> {
  const { plan, analysisSet, contestants, scale } = context;
  const { games, usedReplicates } = analysisSet;
  const isDirect = plan.spec.schedule?.kind === 'direct';
  const players = playersByBlock(contestants, arms, usedReplicates);
  const matches = directMatches(games, players);
  const countOf = (blocks: readonly number[]): number =>
    matches.reduce((sum, { block, pairs }) => sum + (blocks.includes(block) ? 2 * pairs.length : 0), 0);
  const all = countOf(usedReplicates);
  const own = differencesFor(context, arms, false);
  const isFirst = firstHalfOfOpenings(plan);
  const planned = findingOf(own, isDirect ? all : games.length);
  const judged = (['vader', 'classifier'] as const).map((judge): [string, Finding] => {
    const took = tookBy(judge, { treatment, players, checks: context.checks });
    const kept = own.filter(({ replicate }) => typeof took !== 'string' && took.includes(replicate));
    const finding =
      typeof took === 'string' ? unavailable(took) : findingOf(kept, isDirect ? countOf(took) : games.length);
    return [`treatment: ${judge}`, finding];
  });
  return new Map([
    ['endpoint: games', planned],
    ['replicates: own', planned],
    ['estimator: direct games', findingOf(directDifferences(matches, scale), all)],
    ...estimators(context, arms, { replicates: own.length, direct: all }),
    ...judged,
    ['openings: odd rounds', onRounds(matches, scale, (round) => round % 2 === 0)],
    ['openings: even rounds', onRounds(matches, scale, (round) => round % 2 === 1)],
    ['openings: first half', onRounds(matches, scale, isFirst)],
    ['openings: second half', onRounds(matches, scale, (round, block) => !isFirst(round, block))],
    ['colours: White', withColour(games, players, scale, true)],
    ['colours: Black', withColour(games, players, scale, false)],
    [
      'decoding: games',
      unavailable('all games were played as planned; policy regret was measured at other temperatures'),
    ],
    [
      'decoding: no guard',
      unavailable(
        plan.spec.decoding.guard === 'none'
          ? 'no guard was in use'
          : 'no game was played without the guard; policy regret is measured without one',
      ),
    ],
  ]);
}

/** Analyses that the verdict reports as second opinions, here whether or not a stop rule ended the run. */
function estimators(
  context: AnalysisContext,
  arms: readonly [string, string],
  { replicates, direct }: { readonly replicates: number; readonly direct: number },
): [string, Finding][] {
  const { randomEffects, jointRatings, atEqualDrift } = secondOpinions(context, arms);
  const found = { replicates, games: direct };
  const joint = { replicates, df: replicates - 1, games: context.analysisSet.games.length };
  return [
    [
      'estimator: joint ratings',
      jointRatings ? asReported(jointRatings, joint) : unavailable('some child has no rating'),
    ],
    [
      'estimator: random effects',
      randomEffects
        ? asReported(randomEffects, { ...found, df: replicates - 1 })
        : unavailable('the games’ errors by replicate are not known'),
    ],
    [
      'estimator: equal drift',
      atEqualDrift
        ? asReported(atEqualDrift, { ...found, df: replicates - 2 })
        : unavailable('fewer than three replicates, or drifts that do not differ'),
    ],
  ];
}
