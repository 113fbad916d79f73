import type { SprtBounds, SprtState } from '../../rating/sequential/index.js';
import type { EloReport } from './elo-report.js';

const number = (value: number | null, digits = 1): string => (value === null ? 'not estimable' : value.toFixed(digits));
const percent = (value: number | null): string => (value === null ? 'not estimable' : `${(100 * value).toFixed(1)} %`);

function interval(low: number | null, high: number | null): string {
  if (low === null && high === null) return '95 % interval not estimable';
  if (high === null) return `at least ${number(low)} with 97.5 % confidence`;
  if (low === null) return `at most ${number(high)} with 97.5 % confidence`;
  return `95 % interval ${number(low)} to ${number(high)}`;
}

const STATES: Record<SprtState, string> = {
  continue: 'undecided',
  accepted: 'accepted: elo1 is more likely than elo0',
  rejected: 'rejected: elo0 is more likely than elo1',
};

/** The report as text; `units` is the number of games or pairs in words. */
export function eloLines(
  found: EloReport,
  units: string,
  test?: { tested: readonly [number, number]; bounds: SprtBounds },
): string[] {
  const lines = [
    `score        ${percent(found.score)} of ${units}`,
    `Elo          ${number(found.elo)} (${interval(found.eloLow, found.eloHigh)})`,
    `nElo         ${number(found.nelo)}${found.neloError === null ? '' : ` ± ${number(found.neloError)}`}`,
    `LOS          ${percent(found.los)}`,
    `draw ratio   ${percent(found.drawRatio)}`,
  ];
  if (found.pairsRatio !== null) lines.push(`pairs ratio  ${number(found.pairsRatio, 2)}`);
  if (!test || found.state === null) return lines;
  lines.push(
    `SPRT         elo0 ${test.tested[0]}, elo1 ${test.tested[1]} (${test.bounds})`,
    `LLR          ${number(found.llr, 2)} between ${number(found.lower, 2)} and ${number(found.upper, 2)}: ` +
      STATES[found.state],
  );
  const stopped = found.afterStop;
  if (stopped)
    lines.push(
      `after stop   Elo ${number(stopped.elo)} (${interval(stopped.eloLow, stopped.eloHigh)}), ` +
        `LOS ${percent(stopped.los)}; median-unbiased`,
    );
  return lines;
}
