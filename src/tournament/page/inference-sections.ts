/** The report's sections on what else the verdict rests on: the family, looks, second opinions, spread. */
import type { Report } from '../report/index.js';
import { DASH, fixed, pValue, SCALES, signed } from '../report/index.js';
import { html, type Markup, tableOf } from './markup.js';

type FamilyContrast = Report['verdict']['family'][number];

const contrastCells = (
  name: string,
  { scale, mean, low, high, p }: Pick<FamilyContrast, 'scale' | 'mean' | 'low' | 'high' | 'p'>,
): (Markup | string)[] => {
  const { write, unit } = SCALES[scale];
  return [
    name,
    html`${write(mean)} <small>${unit}</small>`,
    low === null ? DASH : `${write(low)} to ${write(high)}`,
    pValue(p),
  ];
};

/** Every question of the plan in one table: primary contrast, second endpoint, further contrasts, placebo. */
export function familySection({ verdict }: Report): Markup | null {
  const { contrast, endpoint, secondEndpoint, family, placebo, spending } = verdict;
  if (!contrast) return null;
  const name = ({ arms }: Pick<FamilyContrast, 'arms'>): string => `${arms[0]} − ${arms[1]}`;
  const [own, other] = endpoint === 'games' ? ['games', 'policy regret'] : ['policy regret', 'games'];
  const claim = (one: FamilyContrast): string =>
    one.adjusted === null ? DASH : one.claimed ? 'claimed' : 'not claimed';
  const further = (title: string, one: FamilyContrast): (Markup | string)[] => [
    ...contrastCells(title, one),
    pValue(one.adjusted),
    claim(one),
  ];
  const decided = verdict.state.endsWith(' stronger') ? 'claimed' : contrast.p === null ? DASH : 'not claimed';
  const rows = [
    [...contrastCells(`${name(contrast)}, ${own} (primary)`, contrast), DASH, decided],
    ...(secondEndpoint ? [further(`${name(secondEndpoint)}, ${other} (second endpoint)`, secondEndpoint)] : []),
    ...family.map((one) => further(name(one), one)),
    ...(placebo ? [further(`${name(placebo)} (placebo)`, placebo)] : []),
  ];
  const confidence = Number((100 * contrast.confidence).toFixed(2));
  return html`<h2>All questions of the plan</h2>
${tableOf(['contrast', 'mean', `${confidence} % interval`, 'p', 'adjusted p', 'claim'], rows, [5])}
<p class="meta">The primary contrast comes first, at α = ${spending.alpha}. The others are claimed only where it is,
each by its p after adjustment over all of them together (step-down max-T over joint sign flips), so the probability of
any false claim is at most α. Intervals are not adjusted.</p>`;
}

/** The looks of a sequential plan, with the estimate that is corrected for them; null without a stop rule. */
export function looksSection({ verdict }: Report): Markup | null {
  const { sequential, watch } = verdict;
  if (!sequential) return null;
  const { looks, elo, estimate, low, high, decidedAt, blocks, planned, evidence, needed } = sequential;
  const points = SCALES.score;
  const rangeOf = ({ write }: typeof points, from: number | null, to: number | null): string =>
    `${write(from)} to ${write(to)}`;
  const stopped =
    decidedAt === null
      ? `${blocks} of ${planned} blocks so far; it has not decided.`
      : `It decided after block ${decidedAt} of ${planned}.`;
  const corrected =
    estimate === null
      ? null
      : html`<p>Corrected for the looks: ${
          elo.estimate === null
            ? `${points.write(estimate)} ${points.unit}`
            : `${SCALES.elo.write(elo.estimate)} Elo (95 % interval ${rangeOf(SCALES.elo, elo.low, elo.high)})`
        }; in shares of points ${points.write(estimate)} (${rangeOf(points, low, high)}) ${points.unit}.</p>`;
  const table = looks
    ? tableOf(
        ['look after block', 'level spent so far', 'stops at ±, pp', 'mean difference, pp', ''],
        looks.map((look) => [
          look.blocks,
          fixed(look.spent, 4),
          look.threshold === null ? 'never' : fixed(100 * look.threshold, 1),
          signed(100 * look.statistic, 1),
          look.stopped ? 'stopped' : 'went on',
        ]),
        [4],
      )
    : html`<p>The e-process reached ${fixed(evidence ?? watch?.largest, 2)}; ${needed?.toFixed(0)} decides.</p>`;
  return html`<h2>Looks at the results</h2>
<p>${stopped}</p>
${corrected}
${table}
<p class="meta">Share of points of the first arm minus that of the second in complete blocks. ${
    looks
      ? 'Exact sequential sign flips with O’Brien-Fleming spending: the level over all looks together is the plan’s.'
      : 'The e-process may be looked at after every block.'
  }</p>`;
}

/** Other analyses of the primary contrast, and the spread between replicates. */
export function opinionsSection({ verdict, plan }: Report): Markup | null {
  const { secondOpinions, contrast, watch, sequential } = verdict;
  const { write } = SCALES.elo;
  const row = (
    name: string,
    found: { readonly low: number | null; readonly high: number | null } | null | undefined,
    mean: number | null | undefined,
    note = '',
  ): string[][] =>
    found
      ? [[name, write(mean ?? null), found.low === null ? DASH : `${write(found.low)} to ${write(found.high)}`, note]]
      : [];
  const { mixedModel, twoWayClusters, randomEffects, jointRatings, atEqualDrift } = secondOpinions ?? {};
  const rows = [
    ...row('mixed model, crossed random effects', mixedModel, mixedModel?.elo),
    ...row('two-way cluster-robust errors', twoWayClusters, twoWayClusters?.elo),
    ...row(
      'random effects of replicates (REML, Knapp-Hartung)',
      randomEffects,
      randomEffects?.mean,
      randomEffects ? `spread ${randomEffects.spread.toFixed(0)} Elo` : '',
    ),
    ...row('joint ratings, games against third contestants included', jointRatings, jointRatings?.mean),
    ...row(
      'expected of children with equal drift',
      atEqualDrift,
      atEqualDrift?.mean,
      atEqualDrift ? `${signed(atEqualDrift.eloPerNat, 0)} Elo a nat` : '',
    ),
  ];
  const spread = contrast?.spread;
  const spreadText =
    spread &&
    html`<p>Between replicates the true difference spreads by ${spread.deviation.toFixed(0)} Elo (standard deviation;
95 % interval ${spread.low.toFixed(0)} to ${spread.high?.toFixed(0) ?? 'unbounded'}, Q-profile), beyond what
the games’ chance gives. An estimate of 0 is no evidence of none: see the interval.</p>`;
  const monitoring =
    watch && !sequential
      ? html`<p class="meta">Monitored over complete blocks, the e-process reached ${fixed(watch.largest, 2)};
α = ${plan.spec.analysis.alpha} needs ${(1 / plan.spec.analysis.alpha).toFixed(0)}: ${watch.state}.</p>`
      : null;
  if (rows.length === 0 && !spreadText && !monitoring) return null;
  const table =
    rows.length === 0
      ? null
      : html`${tableOf(['the same contrast by', 'Elo', '95 % interval', ''], rows, [3])}
<p class="meta">They decide nothing: the planned test does.</p>`;
  return html`<h2>Second opinions</h2>
${table}
${spreadText}
${monitoring}`;
}
