import type { PlanWarning, PowerQuery } from '../spec/api/index.js';
import { powerWarnings } from '../tournament/design/index.js';
import type { Plan } from '../tournament/plan/index.js';
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
  return [...poolWarnings(dataset?.profile, plan.spec.arms), ...powerWarnings(plan.spec, { gap, spread, draws })];
}
