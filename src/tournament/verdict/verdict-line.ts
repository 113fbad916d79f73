import type { Analysis } from '../../spec/index.js';
import type { Contrast } from './contrast.js';
import type { Verdict } from './verdict-types.js';

type VerdictWithoutLine = Omit<Verdict, 'line'>;

const signed = (value: number, digits: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(digits)}`;
const counted = (n: number): string => `${n} replicate${n === 1 ? '' : 's'}`;
const percent = (share: number): string => `${Number((100 * share).toFixed(2))} %`;
const POINTS = 'percentage points of score';

/** Mean with interval and number of replicates. */
function amountText({ scale, mean, low, high, differences, confidence }: Contrast): string {
  if (mean === null) return 'no complete replicate yet';
  const [factor, digits, unit] = scale === 'elo' ? [1, 1, 'Elo'] : [100, 2, POINTS];
  const interval =
    low === null || high === null
      ? ''
      : `${percent(confidence)} interval ${signed(factor * low, digits)} to ${signed(factor * high, digits)}, `;
  return `${signed(factor * mean, digits)} ${unit} (${interval}${counted(differences.length)})`;
}

/** The estimate corrected for a sequential stop; empty without one. */
function correctedText({ sequential }: VerdictWithoutLine, { alpha }: Analysis): string {
  if (!sequential || sequential.estimate === null) return '';
  const { low, high, estimate } = sequential;
  const ends =
    low === null || high === null
      ? ''
      : ` (${percent(1 - alpha)} interval ${signed(100 * low, 2)} to ${signed(100 * high, 2)})`;
  return `, ${signed(100 * estimate, 2)} ${POINTS} when corrected for the stop${ends}`;
}

/** State with p, level and stop. */
function stateText(verdict: VerdictWithoutLine, { margin }: Analysis): string {
  const { state, contrast, withinMargin, replicates, spending, sequential } = verdict;
  const alpha = Number(spending.alpha.toPrecision(3));
  const p = contrast?.p == null ? '' : `, p = ${contrast.p.toPrecision(2)}`;
  const level =
    spending.look > 1 || (spending.looks ?? 1) > 1
      ? `, look ${spending.look}${spending.looks === null ? '' : ` of ${spending.looks}`} at alpha ${alpha}`
      : '';
  const stopped =
    sequential?.decidedAt == null
      ? ''
      : `, ended after block ${sequential.decidedAt} of ${sequential.planned} by the stop rule`;
  switch (state) {
    case 'too few replicates':
      return `too few replicates: ${contrast!.needed ?? replicates.planned} are needed for alpha ${alpha}`;
    case 'too early': {
      const needed = sequential && Number(sequential.needed.toPrecision(3));
      const evidence = sequential
        ? `, evidence ${sequential.evidence.toPrecision(2)} of the ${needed} that end it`
        : '';
      return `too early: ${replicates.used.length} of ${counted(replicates.planned)} complete${evidence}`;
    }
    case 'equivalent': {
      const pOfDifference = contrast?.p == null ? '' : ` (p of a difference = ${contrast.p.toPrecision(2)})`;
      return `equivalent within ${margin} Elo${pOfDifference}${level}`;
    }
    default:
      return `${state}${p}${level}${withinMargin ? `, but within the margin of ${margin} Elo` : ''}${stopped}`;
  }
}

/** What was planted, failed checks, placebo and deviations. */
function remarksText({ failedChecks, placebo, deviations }: VerdictWithoutLine, planted: string | null): string {
  const remarks = [
    ...(planted === null ? [] : [`positive control: ${planted}`]),
    ...failedChecks.map(({ message }) => message),
  ];
  if (placebo?.passed === false)
    remarks.push(`the placebo arms differ (p = ${placebo.p!.toPrecision(2)}), where nothing should`);
  // failed replicates are listed among the failed checks once they exceed the limit
  const shown = deviations.filter(({ kind }) => kind !== 'games not used' && kind !== 'replicates left out');
  return [...remarks, ...shown.map(({ message }) => message)].map((remark) => `; ${remark}`).join('');
}

/** Returns the verdict as one sentence for people; `planted` says what was planted where it is a positive control. */
export function verdictLine(verdict: VerdictWithoutLine, analysis: Analysis, planted: string | null): string {
  const { contrast } = verdict;
  const remarks = remarksText(verdict, planted);
  if (!contrast) return `no contrast: there is a single arm${remarks}`;
  const [a, b] = contrast.arms;
  const amount = `${amountText(contrast)}${correctedText(verdict, analysis)}`;
  return `${a} minus ${b}: ${amount}; ${stateText(verdict, analysis)}${remarks}`;
}
