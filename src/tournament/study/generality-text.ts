/** What the summary over bases and datasets allows to be claimed, in words. */
import type { Generality } from '../../spec/api/index.js';
import { SCALES } from '../report/index.js';
import type { FactorEstimate, FactorName } from './level-means.js';

type Factor = Generality['factors'][number];
type Scale = Generality['scale'];
type Interval = { readonly mean: number; readonly low: number | null; readonly high: number | null };

const NOUNS: { readonly [F in FactorName]: readonly [one: string, many: string] } = {
  base: ['base', 'bases'],
  dataset: ['dataset', 'datasets'],
};

/** A number of things in words, such as `1 base` or `3 bases`. */
export const countOf = (n: number, [one, many]: readonly [string, string]): string => `${n} ${n === 1 ? one : many}`;

const percent = (confidence: number): string => `${Number((100 * confidence).toFixed(2))} %`;

const excludesZero = ({ low, high }: Pick<Interval, 'low' | 'high'>): boolean =>
  low !== null && high !== null && (low > 0 || high < 0);

function amount({ mean, low, high }: Interval, scale: Scale, confidence?: number): string {
  const { write, unit } = SCALES[scale];
  if (low === null || high === null) return `${write(mean)} ${unit}`;
  const name = confidence === undefined ? '' : `${percent(confidence)} interval `;
  return `${write(mean)} ${unit} (${name}${write(low)} to ${write(high)})`;
}

/** What may be said of a factor; `final`: every cell has ended. */
export function factorState({ planned, levels, estimate }: FactorEstimate, final: boolean): Factor['state'] {
  if (planned < 2) return 'one level';
  if (!final) return 'too early';
  if (levels.length < 2) return 'cannot be told';
  const shown = levels.filter(excludesZero);
  if (shown.some(({ mean }) => mean > 0) && shown.some(({ mean }) => mean < 0)) return 'opposite';
  if (estimate && excludesZero(estimate)) return 'generalises';
  return shown.length > 0 && shown.length < levels.length ? 'single levels' : 'cannot be told';
}

/** The state of a factor in one sentence. */
export function factorLine(
  factor: FactorEstimate,
  state: Factor['state'],
  { scale, confidence, names }: { scale: Scale; confidence: number; names: readonly string[] },
): string {
  const { levels, estimate, planned } = factor;
  const [one, many] = NOUNS[factor.factor];
  const these = `these ${countOf(levels.length, [one, many])} (${levels.map(({ level }) => level).join(', ')})`;
  const shown = levels.filter(excludesZero);
  const listed = (some: readonly Interval[]): string =>
    some.map((level) => `${(level as (typeof levels)[number]).level} ${amount(level, scale)}`).join('; ');
  const forOthers = estimate
    ? `${countOf(levels.length, [one, many])} give an interval of ${SCALES[scale].write(estimate.low)} to ` +
      `${SCALES[scale].write(estimate.high)} ${SCALES[scale].unit} for ${many} like them`
    : `the ${many} cannot be compared: no level of the other factor has results with all of them`;
  switch (state) {
    case 'one level':
      return `one ${one} (${names[0]}): the claim is of this ${one} only, and says nothing of other ${many}`;
    case 'too early':
      return `over ${countOf(planned, [one, many])}: too early, not every cell has ended`;
    case 'generalises':
      return `over ${these} the difference generalises: ${amount(estimate!, scale, confidence)} for ${many} like them`;
    case 'opposite':
      return `over ${these} the difference depends on the ${one}: ${listed(shown)}; ${forOthers}`;
    case 'single levels':
      return (
        `over ${these} the difference is shown of ${shown.map(({ level }) => level).join(', ')} only: ` +
        `${listed(levels)}; ${forOthers}`
      );
    case 'cannot be told':
      if (levels.length < 2)
        return (
          `whether the difference generalises over ${many} cannot be told: ` +
          `${levels.length} of ${planned} have results`
        );
      return (
        `over ${these} whether the difference generalises cannot be told: ` +
        (shown.length === levels.length ? `shown on each of them, but ${forOthers}` : forOthers)
      );
  }
}

/** The joint estimate in one sentence; for two factors with two levels or more. */
export function jointLine(
  estimate: NonNullable<Generality['estimate']>,
  counts: readonly [number, number],
  scale: Scale,
  confidence: number,
): string {
  const over = `over ${countOf(counts[0], NOUNS.base)} and ${countOf(counts[1], NOUNS.dataset)} together`;
  const what = `${amount(estimate, scale, confidence)} for bases and datasets like them`;
  return `${over}: ${what}; ${excludesZero(estimate) ? 'a difference is shown' : 'no difference is shown'}`;
}

/** The posterior in one sentence. */
export function posteriorLine(
  { mean, low, high, positive }: NonNullable<Generality['posterior']>,
  { scale, priorScale }: Pick<Generality, 'scale' | 'priorScale'>,
): string {
  const { write, unit } = SCALES[scale];
  const prior = write(priorScale).replace('+', '');
  return (
    `with a half-normal prior of scale ${prior} ${unit} on the spreads: ${write(mean)} ${unit} ` +
    `(95 % of the posterior ${write(low)} to ${write(high)}), above 0 with probability ` +
    positive.toFixed(2)
  );
}
