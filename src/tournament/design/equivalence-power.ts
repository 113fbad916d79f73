import type { Power } from '../../spec/api/index.js';
import { replicateDeviation, type ScheduleSize } from './design-error.js';
import { equivalencePower, replicatesForEquivalence, smallestMargin } from './student-power.js';

/** Margins are proposed in multiples of this, Elo. */
const MARGIN_STEP = 5;

/**
 * What it takes to show equivalence within `margin` Elo at each assumed spread between seeds, and the margin to take at
 * the spread `planned`. In a round-robin, replicates bring games of their own, which is counted.
 */
export function equivalenceAt(
  size: ScheduleSize,
  {
    alpha,
    margin,
    deviations,
    planned,
  }: {
    readonly alpha: number;
    readonly margin: number;
    readonly deviations: readonly number[];
    readonly planned: number;
  },
): Power['equivalence'] {
  const ratio = smallestMargin(size.replicates, alpha);
  return {
    margin,
    proposedMargin:
      ratio === null ? null : MARGIN_STEP * Math.ceil((ratio * replicateDeviation(size, planned)) / MARGIN_STEP),
    at: deviations.map((seedDeviation) => {
      const deviation = replicateDeviation(size, seedDeviation);
      return {
        seedDeviation,
        power: equivalencePower(size.replicates, alpha, margin / deviation),
        smallest: ratio === null ? null : ratio * deviation,
        replicates: replicatesForEquivalence(
          (replicates) => margin / replicateDeviation({ ...size, replicates }, seedDeviation),
          alpha,
        ),
        endless: replicatesForEquivalence(() => margin / seedDeviation, alpha),
      };
    }),
  };
}
