import { replicatesNeeded } from '../rating/numerics/index.js';
import type { PlanWarning, StudyDryRun } from '../spec/api/index.js';
import { powerOf } from '../tournament/design/index.js';
import { type CostRates, costOf, DEFAULT_RATES, wallSeconds } from '../tournament/plan/index.js';
import { PETAFLOP_DAY } from '../tournament/report/index.js';
import { settingText } from '../tournament/study/index.js';
import { costRatesOf } from './cost-rates.js';
import type { PlanningContext } from './lookups.js';
import type { PlannedStudy } from './study.js';
import { warningsOf } from './warnings.js';

/**
 * Cost of a study, per cell and in total, and the power of its first cell. A child that several cells share is trained
 * and counted once. FLOP, seconds, games.
 */
export async function studyDryRun(
  context: Pick<PlanningContext, 'lookups' | 'home'>,
  { spec, cells, key }: PlannedStudy,
): Promise<StudyDryRun> {
  const trained = new Set<string>();
  const total = {
    cells: cells.length,
    games: 0,
    fineTunes: 0,
    shared: 0,
    flop: 0,
    petaflopDays: 0,
    seconds: { fineTunes: 0, checks: 0, games: 0, wall: 0 },
  };
  const warnings = new Map<string, PlanWarning>();
  const rows = [];
  let firstRates: CostRates | undefined;
  for (const { ordinal, name, repetition, settings, plan } of cells) {
    const fresh = plan.recipes.filter(({ key }) => !trained.has(key));
    for (const { key } of fresh) trained.add(key);
    const rates = await costRatesOf(context, plan);
    firstRates ??= rates;
    const cost = costOf({ ...plan, recipes: fresh }, rates);
    for (const { field, message } of await warningsOf(context.lookups, plan, { draws: rates.drawRate ?? undefined })) {
      const text = `cell ${ordinal} (${name}): ${message}`;
      if (!warnings.has(message)) warnings.set(message, { field: `tournament.${field}`, message: text });
    }
    rows.push({
      cell: ordinal,
      name,
      repetition,
      settings,
      planHash: plan.hash,
      base: plan.spec.base,
      fineTune: plan.spec.fineTune,
      games: plan.games.length,
      fineTunes: fresh.length,
      cost,
    });
    total.games += plan.games.length;
    total.fineTunes += fresh.length;
    total.shared += plan.recipes.length - fresh.length;
    total.flop += cost.flop.total;
    total.seconds.fineTunes += cost.seconds.fineTunes;
    total.seconds.checks += cost.seconds.checks;
    total.seconds.games += cost.seconds.games;
  }
  total.petaflopDays = total.flop / PETAFLOP_DAY;
  // cells run side by side as the two kinds of work of one do
  const { fineTunes, games } = total.seconds;
  total.seconds.wall = wallSeconds(
    { fineTunes, games, children: total.fineTunes },
    rows[0]?.cost.rates ?? DEFAULT_RATES,
  );
  const { trend, grid, seeds, repetitions } = spec;
  const replicates = seeds.length * repetitions;
  return {
    object: 'study-plan',
    spec,
    key,
    cells: rows,
    total,
    warnings: [...warnings.values()],
    factors: {
      bases: new Set(cells.map(({ plan }) => plan.spec.base)).size,
      datasets: new Set(cells.map(({ plan }) => plan.spec.dataset)).size,
    },
    power: powerOf(cells[0]!.plan.spec, { rates: firstRates ?? {} }),
    trend: trend && {
      ...trend,
      levels: (grid[trend.axis] ?? []).map((value) => settingText(trend.axis, value)),
      replicates,
      needed: replicatesNeeded(trend.alpha),
      enough: replicates >= replicatesNeeded(trend.alpha),
    },
  };
}
