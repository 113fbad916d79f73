import type { Analysis } from '../../spec/index.js';
import type { Contrast } from './contrast.js';
import type { Verdict } from './verdict-types.js';

type Found = Omit<Verdict, 'line'>;

const signed = (value: number, digits: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(digits)}`;
const counted = (n: number): string => `${n} replicate${n === 1 ? '' : 's'}`;
const percent = (share: number): string => `${Number((100 * share).toFixed(2))} %`;
const POINTS = 'percentage points of score';

function amount({ scale, mean, low, high, differences, confidence }: Contrast): string {
  if (mean === null) return 'no complete replicate yet';
  const [factor, digits, unit] = scale === 'elo' ? [1, 1, 'Elo'] : [100, 2, POINTS];
  const interval =
    low === null || high === null
      ? ''
      : `${percent(confidence)} interval ${signed(factor * low, digits)} to ${signed(factor * high, digits)}, `;
  return `${signed(factor * mean, digits)} ${unit} (${interval}${counted(differences.length)})`;
}

/** After a sequential stop: what is left of the difference when the stop is allowed for. */
function corrected({ sequential }: Found, { alpha }: Analysis): string {
  if (!sequential || sequential.estimate === null) return '';
  const { low, high, estimate } = sequential;
  const ends =
    low === null || high === null
      ? ''
      : ` (${percent(1 - alpha)} interval ${signed(100 * low, 2)} to ${signed(100 * high, 2)})`;
  return `, ${signed(100 * estimate, 2)} ${POINTS} when corrected for the stop${ends}`;
}

function reading(verdict: Found, { margin }: Analysis): string {
  const { state, contrast, withinMargin, replicates, spending, sequential } = verdict;
  const p = contrast?.p == null ? '' : `, p = ${contrast.p.toPrecision(2)}`;
  const level =
    spending.look > 1 || (spending.looks ?? 1) > 1
      ? `, look ${spending.look}${spending.looks === null ? '' : ` of ${spending.looks}`} at alpha ${Number(spending.alpha.toPrecision(3))}`
      : '';
  const stopped =
    sequential?.decidedAt == null
      ? ''
      : `, ended after block ${sequential.decidedAt} of ${sequential.planned} by the stop rule`;
  switch (state) {
    case 'too few replicates':
      return `too few replicates: ${contrast!.needed ?? replicates.planned} are needed for alpha ${Number(spending.alpha.toPrecision(3))}`;
    case 'too early':
      return `too early: ${replicates.used.length} of ${counted(replicates.planned)} complete${sequential ? `, evidence ${sequential.evidence.toPrecision(2)} of the ${Number(sequential.needed.toPrecision(3))} that end it` : ''}`;
    case 'equivalent':
      return `equivalent within ${margin} Elo${contrast?.p == null ? '' : ` (p of a difference = ${contrast.p.toPrecision(2)})`}${level}`;
    default:
      return `${state}${p}${level}${withinMargin ? `, but within the margin of ${margin} Elo` : ''}${stopped}`;
  }
}

/** What a reader must know beside the reading. */
function remarksOf({ failedChecks, placebo, deviations }: Found): string {
  const remarks = failedChecks.map(({ message }) => message);
  if (placebo?.passed === false)
    remarks.push(`the placebo arms differ (p = ${placebo.p!.toPrecision(2)}), where nothing should`);
  // a replicate that failed is told by the checks once it matters
  const told = deviations.filter(({ kind }) => kind !== 'games not used' && kind !== 'replicates left out');
  return [...remarks, ...told.map(({ message }) => message)].map((remark) => `; ${remark}`).join('');
}

/** The verdict as one sentence for people. */
export function verdictLine(verdict: Found, analysis: Analysis): string {
  const { contrast } = verdict;
  const remarks = remarksOf(verdict);
  if (!contrast) return `no contrast: there is a single arm${remarks}`;
  const [a, b] = contrast.arms;
  return `${a} minus ${b}: ${amount(contrast)}${corrected(verdict, analysis)}; ${reading(verdict, analysis)}${remarks}`;
}
