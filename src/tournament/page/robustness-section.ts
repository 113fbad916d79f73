/** The report's sections on declared alternatives and on the probability of improvement. */
import type { Improvement } from '../../spec/api/index.js';
import type { Report } from '../report/index.js';
import { count, DASH, percent, SCALES, signed } from '../report/index.js';
import { curveFigure } from './curve-figure.js';
import { html, type Markup, tableOf } from './markup.js';

/** The specification curve: figure, table, and how many alternatives agree in sign; null for a single arm. */
export function specificationSection({ specifications }: Report): Markup | null {
  if (!specifications) return null;
  const { rows, sameSign } = specifications;
  const body = rows.map((row) => {
    const { write, unit } = SCALES[row.scale];
    const reason = row.unavailable === null ? null : html`<br><small>none: ${row.unavailable}</small>`;
    const ends = row.low === null ? DASH : `${write(row.low)} to ${write(row.high)}`;
    return [
      row.name,
      html`${row.differs}${reason}`,
      row.estimate === null ? DASH : html`${write(row.estimate)} <small>${unit}</small>`,
      row.interval === 'range' && row.low !== null ? html`${ends} <small>range</small>` : ends,
      row.estimate !== null && row.standardError ? signed(row.estimate / row.standardError, 1) : DASH,
      row.replicates ?? DASH,
      row.games === null ? DASH : count(row.games),
    ];
  });
  const head = ['analysis', 'how it differs', 'estimate', '95 % interval', 'in errors', 'replicates', 'games'];
  const figure = rows.some(({ estimate }) => estimate !== null)
    ? html`<figure>${curveFigure(specifications)}<figcaption><b>Figure 5.</b> The primary contrast by the planned
analysis (band) and by every declared alternative. Squares have the unit of the axis. Dots have another and are scaled
until their standard error is that of the axis: their distance from 0 is right in standard errors. A thin line is a
range.</figcaption></figure>`
    : html`<p class="meta">The schedule is not complete: this is the list that will be computed.</p>`;
  const agreement =
    sameSign === null
      ? null
      : html`<p>${sameSign.same} of ${sameSign.of} alternatives with an estimate have the sign of the planned one.</p>`;
  return html`<h2>The contrast under other analyses</h2>
${figure}
${agreement}
<div class="curve">${tableOf(head, body, [1])}</div>
<p class="meta">The list is part of the program and was the same before any result. It describes; nothing is tested
here, and no row may be chosen in place of the planned one. Intervals hold at 95 % each and are not corrected for looks
or for the number of rows.</p>`;
}

const ends = ({ low, high }: { readonly low: number | null; readonly high: number | null }): string =>
  low === null || high === null ? DASH : `${percent(low, 0)} to ${percent(high, 0)}`;

function improvementRows({ byElo, byRegret, game, replicate, replicates }: Improvement, first: string): string[][] {
  return [
    ...(byElo
      ? [['a child of the first arm is rated above one of the second', percent(byElo.probability, 0), ends(byElo), '']]
      : []),
    ...(byRegret
      ? [['a child of the first arm has less policy regret', percent(byRegret.probability, 0), ends(byRegret), '']]
      : []),
    ...(game
      ? [
          [
            'a child of the first arm wins a game against one of the second',
            percent(game.win, 0),
            ends(game),
            `draws ${percent(game.draw, 0)}; ${count(game.games)} games`,
          ],
        ]
      : []),
    ...(replicate
      ? [
          [
            `a new replicate’s difference favours ${first}`,
            percent(replicate.probability, 0),
            ends(replicate),
            `${replicate.above} of ${replicates} did`,
          ],
        ]
      : []),
  ];
}

/** How often the first arm is better; null before the schedule's end and for a single arm. */
export function improvementSection({ improvement }: Report): Markup | null {
  if (!improvement) return null;
  const { arms, resamples } = improvement;
  const rows = improvementRows(improvement, arms[0]);
  if (rows.length === 0) return null;
  return html`<h2>Probability of improvement</h2>
${tableOf([`${arms[0]} against ${arms[1]}: that`, 'probability', '95 % interval', ''], rows, [3])}
<p class="meta">The first two are Mann and Whitney’s share of all pairs of children, ties as one half. The last is
predicted from mean and spread of the replicates’ differences, for a replicate measured like these. Intervals:
bootstrap of replicates, ${count(resamples)} samples seeded by the plan’s hash; none where all samples agree, which is
no certainty. They describe and test nothing.</p>`;
}
