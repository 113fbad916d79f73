/**
 * Estimates after a stop by the stage-wise ordering of outcomes (Siegmund, Estimation following sequential tests,
 * Biometrika 65, 1978): early stop low, late stop low, by the mean if run to the end, late stop high, early stop high.
 */

/** An outcome's rank: the side of a stop divided by its block (0 without a stop), then the mean. */
export type Outcome = readonly [tier: number, mean: number];

/** The outcome of a run that stopped at block `at` for `side`, or ran to the end (null). */
export function outcomeOf(stop: { readonly at: number; readonly side: 1 | -1 } | null, mean: number): Outcome {
  return [stop ? stop.side / stop.at : 0, mean];
}

/** Whether an outcome is not above another. */
export function isAtMost([tier, mean]: Outcome, [otherTier, otherMean]: Outcome): boolean {
  return tier < otherTier || (tier === otherTier && mean <= otherMean);
}

/**
 * The shift at which outcomes up to the observed one have this share, by bisection. `atMost` is the share at a shift
 * and falls with it; the search goes `reach` to either side of `centre`.
 */
export function shiftAt(share: number, atMost: (shift: number) => number, centre: number, reach: number): number {
  let [low, high] = [centre - reach, centre + reach];
  for (let i = 0; i < 25; i++) {
    const middle = (low + high) / 2;
    if (atMost(middle) > share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
