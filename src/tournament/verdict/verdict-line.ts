import type { Analysis } from '../../spec/index.js';
import type { Contrast } from './contrast.js';
import type { Verdict } from './verdict-types.js';

type VerdictWithoutLine = Omit<Verdict, 'line'>;

const signed = (value: number, digits: number): string => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(digits)}`;
const counted = (n: number): string => `${n} replicate${n === 1 ? '' : 's'}`;
const percent = (share: number): string => `${Number((100 * share).toFixed(2))} %`;
/** Factor, decimals and name of each scale. */
const SCALES: Readonly<Record<Contrast['scale'], readonly [number, number, string]>> = {
  elo: [1, 1, 'Elo'],
  score: [100, 2, 'percentage points of score'],
  'expected points': [1000, 2, 'thousandths of an expected point a move'],
};
const INTERVALS: Readonly<Record<NonNullable<Contrast['interval']>, string>> = {
  'sign flips': 'by sign flips',
  student: 'by Student’s t',
};

/** Mean with interval, what the interval rests on, and number of replicates. */
function amountText({ scale, mean, low, high, interval, differences, confidence }: Contrast): string {
  if (mean === null) return 'no complete replicate yet';
  const [factor, digits, unit] = SCALES[scale];
  const ends =
    low === null || high === null || interval === null
      ? ''
      : `${percent(confidence)} interval ${INTERVALS[interval]} ` +
        `${signed(factor * low, digits)} to ${signed(factor * high, digits)}, `;
  return `${signed(factor * mean, digits)} ${unit} (${ends}${counted(differences.length)})`;
}

/** The estimate after a stop rule, corrected for it, with the plain mean behind it; null before it can be given. */
function correctedText({ sequential, contrast }: VerdictWithoutLine): string | null {
  if (!sequential || sequential.estimate === null || !contrast || contrast.mean === null) return null;
  const inElo = sequential.elo.estimate !== null;
  const { estimate, low, high } = inElo ? sequential.elo : sequential;
  const [factor, digits, unit] = SCALES[inElo ? 'elo' : 'score'];
  const ends =
    low === null || high === null
      ? ''
      : `${percent(contrast.confidence)} interval ${signed(factor * low, digits)} to ` +
        `${signed(factor * high, digits)}, `;
  const [plainFactor, plainDigits, plainUnit] = SCALES[contrast.scale];
  const plain = `${signed(plainFactor * contrast.mean, plainDigits)} ${plainUnit} uncorrected`;
  const amount = `${signed(factor * estimate!, digits)} ${unit} corrected for the looks`;
  return `${amount} (${ends}${counted(contrast.differences.length)}; ${plain})`;
}

/** What the test shows, in words: the arms' children play differently, in this base, on average over seeds. */
function strongerText(verdict: VerdictWithoutLine, p: string): string {
  const { state, contrast, endpoint } = verdict;
  const [winner, loser] = state.startsWith(`${contrast!.arms[0]} `)
    ? contrast!.arms
    : [contrast!.arms[1], contrast!.arms[0]];
  const what = endpoint === 'regret' ? 'choose better moves than' : 'play stronger than';
  return `${state}: children of ${winner} ${what} those of ${loser} on average over seeds${p}`;
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
      return `too few replicates: ${contrast?.needed ?? replicates.planned} are needed for alpha ${alpha}`;
    case 'too early': {
      const { evidence = null, needed = null } = sequential ?? {};
      const reached =
        evidence === null || needed === null
          ? ''
          : `, evidence ${evidence.toPrecision(2)} of the ${Number(needed.toPrecision(3))} that end it`;
      return `too early: ${replicates.used.length} of ${counted(replicates.planned)} complete${reached}`;
    }
    case 'equivalent': {
      const pOfDifference = contrast?.p == null ? '' : ` (p of a difference = ${contrast.p.toPrecision(2)})`;
      return `equivalent within ${margin} Elo${pOfDifference}${level}`;
    }
    default: {
      const head = state.endsWith(' stronger') ? strongerText(verdict, p) : `${state}${p}`;
      return `${head}${level}${withinMargin ? `, but within the margin of ${margin} Elo` : ''}${stopped}`;
    }
  }
}

/** What was planted, failed checks, placebo, warnings and deviations. */
function remarksText(verdict: VerdictWithoutLine, planted: string | null): string {
  const { failedChecks, placebo, warnings, deviations } = verdict;
  const remarks = [
    ...(planted === null ? [] : [`positive control: ${planted}`]),
    ...failedChecks.map(({ message }) => message),
  ];
  if (placebo?.passed === false)
    remarks.push(`the placebo arms differ (p = ${placebo.adjusted!.toPrecision(2)}), where nothing should`);
  // failed replicates are listed among the failed checks once they exceed the limit
  const shown = deviations.filter(({ kind }) => kind !== 'games not used' && kind !== 'replicates left out');
  return [...remarks, ...warnings, ...shown.map(({ message }) => message)].map((remark) => `; ${remark}`).join('');
}

/** Returns the verdict as one sentence for people; `planted` says what was planted where it is a positive control. */
export function verdictLine(verdict: VerdictWithoutLine, analysis: Analysis, planted: string | null): string {
  const { contrast } = verdict;
  const remarks = remarksText(verdict, planted);
  if (!contrast)
    return analysis.primary === null
      ? `no contrast: there is a single arm${remarks}`
      : `${analysis.primary.join(' minus ')}: policy regret was not measured on every child; ` +
          `${verdict.state}${remarks}`;
  const [a, b] = contrast.arms;
  const amount = correctedText(verdict) ?? amountText(contrast);
  return `${a} minus ${b}: ${amount}; ${stateText(verdict, analysis)}${remarks}`;
}
