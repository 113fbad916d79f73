import type { PlanWarning, PowerQuery } from '../spec/api/index.js';
import { powerWarnings } from '../tournament/design/index.js';
import type { Plan, TournamentPlan } from '../tournament/plan/index.js';
import type { Lookups } from './lookups.js';
import { poolWarnings } from './pool-problems.js';

/** Returns what can be planned and may not be what is wanted, by field of the request. */
export async function warningsOf(
  lookups: Lookups,
  plan: Plan,
  { gap, spread, draws }: PowerQuery = {},
): Promise<PlanWarning[]> {
  if (plan.kind !== 'tournament') return [];
  const dataset = await lookups.dataset(plan.spec.dataset);
  return [
    ...poolWarnings(dataset?.profile, plan.spec.arms),
    ...powerWarnings(plan.spec, { gap, spread, draws }),
    ...sourceWarnings(plan),
  ];
}

/** Warns of source models, whose moves the cost leaves out: how long one takes depends on the model. */
function sourceWarnings({ contestants, spec: { anchors } }: TournamentPlan): PlanWarning[] {
  return contestants.flatMap(({ anchor, engine }) =>
    engine && 'source' in engine
      ? [
          {
            field: `anchors.${anchors.indexOf(anchor!)}`,
            message:
              `${anchor} is a language model: each of its moves is a pass over the whole game, which takes tenths of ` +
              'a second and holds up the other games; neither seconds nor FLOP of the cost have it',
          },
        ]
      : [],
  );
}
