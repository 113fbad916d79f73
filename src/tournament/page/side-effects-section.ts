/** The table of side effects, with the same cells on the page and in a terminal. */

import type { Report } from '../report/index.js';
import { DASH, fixed, percent, pValue, signed } from '../report/index.js';
import type { EffectScale, SideEffects } from '../standings/index.js';
import { html, type Markup, tableOf } from './markup.js';

/**
 * Text of a value and of a difference on each scale, and the difference's unit. A difference of logarithms is shown as
 * the relative change in percent.
 */
const SCALE_TEXT: Readonly<
  Record<
    EffectScale,
    {
      readonly value: (value: number | null) => string;
      readonly difference: (value: number | null) => string;
      readonly unit: string;
    }
  >
> = {
  ratio: {
    value: (value) => fixed(value, 1),
    difference: (value) => signed(value === null ? null : 100 * Math.expm1(value), 1),
    unit: ' %',
  },
  nats: { value: (value) => fixed(value, 4), difference: (value) => signed(value, 4), unit: '' },
  share: {
    value: (value) => percent(value),
    difference: (value) => signed(value === null ? null : 100 * value, 2),
    unit: ' pp',
  },
  plies: { value: (value) => fixed(value, 1), difference: (value) => signed(value, 1), unit: '' },
};

/** Returns head and body of the table; the first column is text, the others are numbers. */
export function sideEffectCells({ arms, rows }: SideEffects): {
  readonly head: readonly string[];
  readonly body: readonly (readonly string[])[];
} {
  const names = rows[0]?.arms.map(({ arm }) => arm) ?? [];
  const head = [
    'measure',
    ...(arms ? [`${arms[0]} − ${arms[1]}`, 'interval', 'p', 'adjusted p'] : []),
    'base',
    ...names,
  ];
  const body = rows.map(({ measure, scale, base, arms: means, contrast }) => {
    const { value, difference, unit } = SCALE_TEXT[scale];
    const compared = contrast
      ? [
          contrast.mean === null ? DASH : `${difference(contrast.mean)}${unit}`,
          contrast.low === null ? DASH : `${difference(contrast.low)} to ${difference(contrast.high)}`,
          pValue(contrast.p),
          pValue(contrast.adjusted),
        ]
      : [];
    return [measure, ...compared, value(base), ...means.map(({ mean }) => value(mean))];
  });
  return { head, body };
}

/** Returns what a reader of the table must know, one sentence each. */
export function sideEffectNotes({
  sideEffects: { declared, needed, missing, alpha, arms, rows },
  verdict,
}: Pick<Report, 'sideEffects' | 'verdict'>): string[] {
  const replicates = Math.max(0, ...rows.map(({ contrast }) => contrast?.differences.length ?? 0));
  return [
    'Neutral perplexity, policy KL and puzzles are measured before any game, style from the recorded games: ' +
      'shares of the side’s own moves, plies of a game.',
    arms
      ? `Intervals hold at ${Number((100 * (1 - alpha)).toFixed(2))} % each; p is that of exact sign flips over ` +
        `replicates; adjusted p: max-T over joint sign flips of all ${declared} measures.`
      : '',
    arms && verdict.sequential
      ? 'A sequential stop ended or may end this run, so no p is given here: sign flips would not hold.'
      : '',
    arms && !verdict.complete && !verdict.sequential ? 'No p is given before the schedule is complete.' : '',
    arms && verdict.complete && replicates < needed
      ? `With ${replicates} replicates no p can reach ${alpha}; that takes ${needed}.`
      : '',
    missing.length > 0 ? `Not measured: ${missing.join('; ')}.` : '',
  ].filter(Boolean);
}

/** The section of the page; null if nothing was measured. */
export function sideEffectsSection(report: Report): Markup | null {
  const { sideEffects } = report;
  if (sideEffects.rows.length === 0) return null;
  const { head, body } = sideEffectCells(sideEffects);
  return html`<h2>Side effects</h2>
${tableOf(head, body)}
<p class="meta">${sideEffectNotes(report).join(' ')}</p>`;
}
