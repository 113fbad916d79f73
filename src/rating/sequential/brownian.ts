import { normalCdf } from '../numerics/index.js';

/** Brownian motion from 0 between two absorbing boundaries, low < 0 < high. */
interface Motion {
  readonly low: number;
  readonly high: number;
  /** Per unit of time. */
  readonly drift: number;
  /** Variance per unit of time. */
  readonly variance: number;
}

/** exp(x) Φ(z), also where Φ underflows and exp(x) overflows. */
function scaledCdf(x: number, z: number): number {
  if (z > -8) return Math.exp(x) * normalCdf(z);
  return (Math.exp(x - (z * z) / 2) / (Math.sqrt(2 * Math.PI) * -z)) * (1 - 1 / z ** 2 + 3 / z ** 4);
}

/**
 * Probability of an outcome worse than being at `position` at `time`: absorbed at the lower boundary before that time,
 * or below `position` then. If `position` is a boundary, this orders all outcomes: earlier at the lower boundary, later
 * at the lower, later at the upper, earlier at the upper. Computed from the eigenfunction series; where that converges
 * slowly or cancels, from the first reflections at both ends (Siegmund, Sequential Analysis, 1985).
 */
export function worseOutcome(time: number, position: number, { low, high, drift, variance }: Motion): number {
  const width = high - low;
  const gamma = drift / variance;
  if ((variance * time) / width ** 2 < 0.01 || Math.abs(gamma * width) > 15) {
    const spread = Math.sqrt(variance * time);
    const z = (position - drift * time) / spread;
    const below = scaledCdf(2 * gamma * low, (2 * low) / spread - z);
    const above = scaledCdf(2 * gamma * high, z - (2 * high) / spread);
    return Math.min(1, Math.max(0, normalCdf(z) + below - above));
  }
  const x = -low;
  const y = position - low;
  const absorbedBelow =
    Math.abs(gamma * width) < 1e-8
      ? (width - x) / width
      : Math.expm1(2 * gamma * (width - x)) / Math.expm1(2 * gamma * width);
  let sum = 0;
  for (let n = 1; n < 1000; n++) {
    const rate = (n * Math.PI) / width;
    const decay = Math.exp(gamma * (y - x) - ((rate ** 2 + gamma ** 2) * variance * time) / 2);
    const wave = gamma * Math.sin(rate * y) - rate * Math.cos(rate * y);
    sum += (2 / width) * decay * Math.sin(rate * x) * (wave / (gamma ** 2 + rate ** 2));
    if (decay < 1e-16) break;
  }
  return Math.min(1, Math.max(0, absorbedBelow + sum));
}
