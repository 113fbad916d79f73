/** What a reader of a verdict should know besides its checks. */
import type { RegretSummary } from '../../spec/api/index.js';
import type { FineTuneKey } from '../../vocabulary/index.js';
import type { AnalysisContext } from './analysis-context.js';
import type { Contrast } from './contrast.js';

/** Three times the spread: with eight replicates each, equal spreads give a ratio this large in about 1 % (F test). */
const UNEQUAL_SPREADS = 3;
/** A replicate this many scaled median deviations from the median stands apart (Iglewicz & Hoaglin 1993: 3.5). */
const APART = 3.5;

/** Returns warnings about the primary contrast, one sentence each. */
export function warningsOf(
  context: AnalysisContext,
  {
    contrast,
    regret,
    playedBefore,
  }: {
    readonly contrast: Contrast | null;
    readonly regret: RegretSummary | null;
    /** Children that had games in other tournaments when the plan was sealed. */
    readonly playedBefore: number;
  },
): string[] {
  const known =
    playedBefore > 0 ? [`${playedBefore} of its children had played elsewhere before this plan was sealed`] : [];
  if (!contrast) return known;
  const apart = replicateApart(contrast);
  return [...known, ...unequalSpreads(context, contrast.arms, regret), ...(apart ? [apart] : [])];
}

/**
 * Warns when the children of one arm spread much more than those of the other: the sign-flip test then shows that the
 * arms differ, which may be in spread (one child that breaks) and not in level.
 */
function unequalSpreads(
  { contestants, checks, rows }: AnalysisContext,
  arms: readonly [string, string],
  regret: RegretSummary | null,
): string[] {
  // policy regret is measured far more exactly than the rating of a single child
  const measureOf = regret
    ? (key: FineTuneKey | null) =>
        key === null ? null : (checks.get(key)?.policyRegret?.temperatures[0]?.child ?? null)
    : null;
  const [a, b] = arms.map((arm) => {
    const own = contestants.filter((one) => one.arm === arm);
    const values = own.map(({ key, fineTuneKey }) =>
      measureOf ? measureOf(fineTuneKey) : (rows.find((row) => row.key === key)?.elo ?? null),
    );
    return values.includes(null) ? null : deviationOf(values as number[]);
  });
  if (a == null || b == null || Math.min(a, b) <= 0 || Math.max(a, b) < UNEQUAL_SPREADS * Math.min(a, b)) return [];
  const [wide, narrow] = a > b ? arms : [arms[1], arms[0]];
  const ratio = (Math.max(a, b) / Math.min(a, b)).toFixed(1);
  return [
    `the children of ${wide} spread ${ratio} times as much as those of ${narrow}: ` +
      'a difference of the arms may come from single children that broke',
  ];
}

function deviationOf(values: readonly number[]): number | null {
  const n = values.length;
  if (n < 5) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
}

const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Names the replicate that is far from all others, with the mean without it; null if there is none. */
function replicateApart({ differences, scale }: Contrast): string | null {
  if (differences.length < 5) return null;
  const values = differences.map(({ difference }) => difference);
  const median = medianOf(values);
  // 1.4826 makes the median absolute deviation a standard deviation of normal data
  const deviation = 1.4826 * medianOf(values.map((value) => Math.abs(value - median)));
  const furthest = differences.reduce((a, b) =>
    Math.abs(b.difference - median) > Math.abs(a.difference - median) ? b : a,
  );
  if (deviation === 0 || Math.abs(furthest.difference - median) <= APART * deviation) return null;
  const others = values.filter((_, i) => differences[i] !== furthest);
  const mean = others.reduce((sum, value) => sum + value, 0) / others.length;
  const text = (value: number): string =>
    scale === 'elo' ? `${value >= 0 ? '+' : ''}${value.toFixed(0)} Elo` : `${value >= 0 ? '+' : ''}${value.toFixed(3)}`;
  const apart = `replicate ${furthest.replicate} (${text(furthest.difference)}) stands apart`;
  return `${apart}; without it the mean is ${text(mean)}`;
}
