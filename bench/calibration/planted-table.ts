/** Counts of verdicts by planted gap. */
import type { Verdict } from '../../src/spec/api/index.js';

/** How the tournaments of one planted gap ended. */
export interface PlantedCount {
  readonly tournaments: number;
  /** Verdicts that name the arm which is stronger by design, those that name the other, and all others. */
  readonly right: number;
  readonly wrong: number;
  readonly equivalent: number;
  readonly inconclusive: number;
  readonly other: number;
  /** Intervals that hold `gap`, of those in Elo. */
  readonly covered: number;
  readonly intervals: number;
  /** Mean of the tournaments' estimates, with the standard error from their spread, Elo; null without any in Elo. */
  readonly mean: number | null;
  readonly error: number | null;
  /** Root mean square of the replicates' standard deviation within a tournament, Elo. */
  readonly deviation: number | null;
}

/** Counts the verdicts of the tournaments in which arm `plain` is stronger by `gap` Elo (or equal, at 0). */
export function countVerdicts(verdicts: readonly Verdict[], gap: number): PlantedCount {
  const states = verdicts.map(({ state }) => state);
  const count = (state: string): number => states.filter((one) => one === state).length;
  const contrasts = verdicts.flatMap(({ contrast }) =>
    contrast?.scale === 'elo' && contrast.mean !== null ? [{ ...contrast, mean: contrast.mean }] : [],
  );
  const intervals = contrasts.flatMap(({ low, high }) => (low === null || high === null ? [] : [{ low, high }]));
  const means = contrasts.map(({ mean }) => mean);
  const mean = average(means);
  const [right, wrong] = [count('plain stronger'), count('planted stronger')];
  const [equivalent, inconclusive] = [count('equivalent'), count('inconclusive')];
  const spreads = contrasts.map(({ differences }) => varianceOf(differences.flatMap(({ elo }) => elo ?? [])));
  return {
    tournaments: verdicts.length,
    right,
    wrong,
    equivalent,
    inconclusive,
    other: verdicts.length - right - wrong - equivalent - inconclusive,
    covered: intervals.filter(({ low, high }) => low <= gap && gap <= high).length,
    intervals: intervals.length,
    mean,
    error: means.length > 1 ? Math.sqrt(varianceOf(means) / means.length) : null,
    deviation: spreads.length > 0 ? Math.sqrt(average(spreads)!) : null,
  };
}

const average = (values: readonly number[]): number | null =>
  values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;

function varianceOf(values: readonly number[]): number {
  const mean = average(values) ?? 0;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

/** A Markdown table. */
export const markdown = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
