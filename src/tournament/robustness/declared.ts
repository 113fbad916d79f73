/** The list of alternative analyses. It depends on the plan alone, so it is the same before any result. */
import type { SpecificationCurve } from '../../spec/api/index.js';
import { REGRET_TEMPERATURES } from '../../vocabulary/index.js';
import { analysisOf, directScheduleOf, type SealedTournament } from '../plan/index.js';

/** One analysis of the list, before anything is computed. */
export type DeclaredSpecification = Pick<
  SpecificationCurve['rows'][number],
  'id' | 'group' | 'name' | 'differs' | 'scale'
>;

const DIRECT = 'direct games of the two arms';

/** Ways to cut the direct games in two; each half is an analysis of its own. */
const HALVES = [
  ['openings', 'openings: odd rounds', 'odd rounds', 'every second opening of a block, from the first'],
  ['openings', 'openings: even rounds', 'even rounds', 'every second opening of a block, from the second'],
  [
    'openings',
    'openings: first half',
    'first half of the openings',
    'the openings whose moves come first in the alphabet',
  ],
  ['openings', 'openings: second half', 'second half of the openings', 'the other openings'],
  [
    'colours',
    'colours: White',
    'as White',
    'games in which the first arm’s child has White; its advantage is taken off',
  ],
  ['colours', 'colours: Black', 'as Black', 'games in which the first arm’s child has Black'],
] as const;

/**
 * The analyses of a plan's primary contrast: its own first, then the alternatives. An analysis of games is on the scale
 * `elo`, unless some difference turns out not to be finite in it.
 */
export function declaredSpecifications(plan: SealedTournament): DeclaredSpecification[] {
  const { spec } = plan;
  const byRegret = (analysisOf(spec).endpoint ?? 'games') === 'regret';
  const direct = directScheduleOf(spec) !== null;
  const games = (
    group: DeclaredSpecification['group'],
    id: string,
    name: string,
    differs: string,
  ): DeclaredSpecification => ({ id, group, name, differs, scale: 'elo' });
  const regret = (
    group: DeclaredSpecification['group'],
    id: string,
    name: string,
    differs: string,
  ): DeclaredSpecification => ({ id, group, name, differs, scale: 'expected points' });
  const own = [...new Set(spec.arms.map(({ decoding }) => (decoding ?? spec.decoding).temperature))];
  const others = REGRET_TEMPERATURES.filter((temperature) => own.length > 1 || temperature !== own[0]);
  return [
    byRegret
      ? regret('plan', 'plan', 'policy regret', 'as planned')
      : games('plan', 'plan', direct ? DIRECT : 'joint ratings', 'as planned'),
    byRegret
      ? games('endpoint', 'endpoint: games', direct ? DIRECT : 'joint ratings', 'games decide instead of policy regret')
      : regret('endpoint', 'endpoint: regret', 'policy regret', 'expected loss on fixed positions instead of games'),
    ...(['opening', 'middle game', 'endgame'] as const).map((phase) =>
      regret(
        'endpoint',
        `regret: ${phase}`,
        `policy regret, ${phase}`,
        `policy regret on positions of the ${phase} alone`,
      ),
    ),
    direct
      ? games('estimator', 'estimator: joint ratings', 'joint ratings', 'games against third contestants count too')
      : games('estimator', 'estimator: direct games', DIRECT, 'without games against third contestants'),
    games(
      'estimator',
      'estimator: random effects',
      'random effects',
      'replicates weighted by what their games can tell (REML, Knapp-Hartung)',
    ),
    games(
      'estimator',
      'estimator: equal drift',
      'at equal drift',
      'expected of children whose chess policies moved equally far from the base',
    ),
    games(
      'treatment',
      'treatment: vader',
      'replicates that took by VADER',
      'without replicates whose children differ in tone by less than the least effect',
    ),
    games(
      'treatment',
      'treatment: classifier',
      'replicates that took by the second judge',
      'the same by a judge that did not choose what the arms learn',
    ),
    ...HALVES.map(([group, id, name, differs]) => games(group, id, name, differs)),
    ...others.map((temperature) =>
      regret(
        'decoding',
        `decoding: ${temperature}`,
        `policy regret at temperature ${temperature}`,
        `policy regret, moves of both arms drawn at ${temperature}`,
      ),
    ),
    games('decoding', 'decoding: games', 'games at another temperature', 'games with moves drawn otherwise'),
    games('decoding', 'decoding: no guard', 'games without the guard', 'games in which no move is changed'),
    ...(plan.follows
      ? [games('replicates', 'replicates: own', 'this tournament alone', 'without the replicates of earlier looks')]
      : []),
    {
      ...(byRegret ? regret : games)(
        'replicates',
        'replicates: one out',
        'each replicate left out once',
        'range of the estimates without one replicate',
      ),
    },
  ];
}
