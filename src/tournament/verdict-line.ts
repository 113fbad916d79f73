import type { Analysis } from '../spec/index.js';
import type { Contrast } from './contrast.js';
import type { Verdict } from './verdict.js';

const signed = (value: number, digits: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(digits)}`;
const counted = (n: number): string => `${n} replicate${n === 1 ? '' : 's'}`;

function amount({ scale, mean, low, high, differences }: Contrast): string {
  if (mean === null) return 'no complete replicate yet';
  const [factor, digits, unit] = scale === 'elo' ? [1, 1, 'Elo'] : [100, 2, 'percentage points of score'];
  const interval = low === null || high === null ? '' : `95 % interval ${signed(factor * low, digits)} to ${signed(factor * high, digits)}, `;
  return `${signed(factor * mean, digits)} ${unit} (${interval}${counted(differences.length)})`;
}

function reading(verdict: Omit<Verdict, 'line'>, { alpha, margin }: Analysis): string {
  const { state, contrast, withinMargin, replicates } = verdict;
  const p = contrast?.p == null ? '' : `, p = ${contrast.p.toPrecision(2)}`;
  switch (state) {
    case 'too few replicates':
      return `too few replicates: ${contrast!.needed ?? replicates.planned} are needed for alpha ${alpha}`;
    case 'too early':
      return `too early: ${replicates.used.length} of ${counted(replicates.planned)} complete`;
    case 'equivalent':
      return `equivalent within ${margin} Elo${p}`;
    default:
      return `${state}${p}${withinMargin ? `, but within the margin of ${margin} Elo` : ''}`;
  }
}

/** The verdict as one sentence for people. */
export function verdictLine(verdict: Omit<Verdict, 'line'>, analysis: Analysis): string {
  const { contrast, failedChecks } = verdict;
  const remarks = failedChecks.map(({ message }) => `; ${message}`).join('');
  if (!contrast) return `no contrast: there is a single arm${remarks}`;
  const [a, b] = contrast.arms;
  return `${a} minus ${b}: ${amount(contrast)}; ${reading(verdict, analysis)}${remarks}`;
}
