import { replicatesNeeded } from '../../rating/numerics/index.js';
import type { PlanWarning } from '../../spec/api/index.js';
import type { TournamentSpec } from '../../spec/index.js';
import { levelOf } from '../plan/index.js';
import { DRAW_RATE } from './design-error.js';
import { equivalenceAt } from './equivalence-power.js';
import { PLANNED_DEVIATION, PLANNED_GAP } from './power.js';
import { type PowerSetting, sizeOf } from './schedule-power.js';
import { stopRulePower } from './stop-rule-power.js';
import { PLANNED_POWER } from './student-power.js';

/** Loss of power from which a stop rule is warned of. */
const NOTABLE_LOSS = 0.03;

/**
 * What a plan cannot show although it can be played; none for a plan without a contrast. `spread`: assumed between-seed
 * standard deviation of the arms' difference, Elo; 20 if left out. `gap`: true difference for the power of a stop rule,
 * Elo; 40 if left out. `draws`: share of draws between equals; .15 if left out.
 */
export function* powerWarnings(
  spec: TournamentSpec,
  {
    spread = PLANNED_DEVIATION,
    gap = PLANNED_GAP,
    draws = DRAW_RATE,
  }: {
    readonly spread?: number | undefined;
    readonly gap?: number | undefined;
    readonly draws?: number | undefined;
  } = {},
): Generator<PlanWarning> {
  if (spec.analysis.primary === null) return;
  const alpha = levelOf(spec.analysis, 1);
  const needed = replicatesNeeded(alpha);
  const n = spec.replicates.length;
  if (n < needed) {
    yield {
      field: 'replicates',
      message:
        `no result of ${n} ${n === 1 ? 'replicate' : 'replicates'} can give p at most ${alpha}: the smallest is ` +
        `2 / 2^${n} = ${(2 / 2 ** n).toPrecision(2)}; take at least ${needed}, better ${needed + 2}`,
    };
  }
  const about = { alpha, deviations: [spread] as const, drawRate: draws, gap };
  yield* marginWarning(spec, about);
  if (n >= needed) yield* stopWarning(spec, about);
}

/** A setting with one assumed spread. */
type AtSpread = PowerSetting & { readonly deviations: readonly [number] };

function* marginWarning(spec: TournamentSpec, { alpha, deviations, drawRate }: AtSpread): Generator<PlanWarning> {
  const { margin } = spec.analysis;
  const [spread] = deviations;
  const question = { alpha, margin, deviations, planned: spread };
  const { at, proposedMargin } = equivalenceAt(sizeOf(spec, drawRate), question);
  const { power, replicates, endless } = at[0]!;
  if (power >= PLANNED_POWER) return;
  const remedies = [
    ...(proposedMargin === null ? [] : [`at least ${proposedMargin} Elo`]),
    ...(replicates === null ? [] : [`${replicates} replicates of these pairs`]),
    ...(endless === null ? [] : [`${endless} replicates with games without end`]),
  ];
  yield {
    field: 'analysis.margin',
    message:
      `arms that do not differ would be shown to be equal within ${margin} Elo with a probability of ` +
      `${percent(power)} only, if seeds spread by ${spread} Elo; for 80 % take ${remedies.join(', or ')}`,
  };
}

function* stopWarning(spec: TournamentSpec, about: AtSpread): Generator<PlanWarning> {
  const rule = stopRulePower(spec, about);
  if (!rule) return;
  const { power, withoutStop, blocks } = rule.at[0]!;
  if (withoutStop - power < NOTABLE_LOSS) return;
  yield {
    field: 'analysis.stop',
    message:
      `this stop rule finds a difference of ${about.gap} Elo with ${percent(power)} power, one test at the end of ` +
      `the schedule with ${percent(withoutStop)}, if seeds spread by ${about.deviations[0]} Elo; it plays ` +
      `${blocks.toFixed(1)} of ${spec.replicates.length} blocks on average`,
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
