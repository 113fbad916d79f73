/** Stretches of the unit interval: the uniform numbers for which moves are sampled one after the other. */

/** A part of [0, 1), by the lengths of what lies below it, of itself and of what lies above it; they add up to 1. */
export interface Stretch {
  readonly below: number;
  readonly length: number;
  readonly above: number;
}

/** All uniform numbers. */
export const UNIT: Stretch = { below: 0, length: 1, above: 0 };

/** Splits a stretch in proportion to weights, in their order; `undefined` for a weight of 0. */
export function splitStretch({ below, length, above }: Stretch, weights: readonly number[]): (Stretch | undefined)[] {
  // Sums from either end instead of differences from the total, so that small shares keep their digits.
  const after = new Float64Array(weights.length + 1);
  for (let i = weights.length - 1; i >= 0; i--) after[i] = after[i + 1]! + weights[i]!;
  const scale = length / after[0]!;
  let before = 0;
  return weights.map((weight, i) => {
    const part = { below: below + scale * before, length: scale * weight, above: above + scale * after[i + 1]! };
    before += weight;
    return weight === 0 ? undefined : part;
  });
}

/**
 * The smallest change of all logits, each by at most that much, that brings `uniform` into a stretch which results from
 * sampling `steps` moves from softmax(logits / temperature), without replacement. Exact for one step, a bound from
 * below for more. Temperature is above 0.
 *
 * Derivation. A change by d multiplies weights by factors in [exp(-d/T), exp(d/T)]. A boundary F after one step is a
 * ratio of sums of them, logit(F) = log(sum below / sum above), and moves by at most 2d/T. After a further step with
 * boundary G inside a stretch of weight w the ratio is (below + w G) / (w (1 - G) + above): the factors of w and of the
 * sums add another 2d/T to what logit(G) moves by. So logit(F) moves by at most 2 d steps / T.
 */
export function marginOf(stretch: Stretch, uniform: number, temperature: number, steps: number): number {
  const { lower, upper } = distances(stretch, uniform);
  return (temperature / (2 * steps)) * Math.max(0, -lower, -upper);
}

/** The change after which `uniform` may lie anywhere in the stretch, both ends included; compare `marginOf`. */
export function maximumMargin(stretch: Stretch, uniform: number, temperature: number, steps: number): number {
  const { lower, upper } = distances(stretch, uniform);
  return (temperature / (2 * steps)) * Math.max(Math.abs(lower), Math.abs(upper));
}

/** How far `uniform` lies above the lower end and below the upper one, in logits. The ends 0 and 1 do not move. */
function distances({ below, length, above }: Stretch, uniform: number): { lower: number; upper: number } {
  const at = Math.log(uniform / (1 - uniform));
  return {
    lower: below === 0 ? Number.POSITIVE_INFINITY : at - Math.log(below / (length + above)),
    upper: above === 0 ? Number.POSITIVE_INFINITY : Math.log((below + length) / above) - at,
  };
}
