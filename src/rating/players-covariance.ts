import { centredCovariance, constraintsOf, factorWith } from './davidson-scale.js';
import type { PlayersFit } from './fit-players.js';
import { invertCholesky } from './linear-algebra.js';
import type { PairCells } from './pair-cells.js';

export interface CovarianceSettings {
  readonly fitDelta: boolean;
  readonly fitEta: boolean;
  /** From natural logarithms to Elo², and from the model's variance to the true one. */
  readonly spread: number;
  /** The player whose rating is given; its row and column are 0. */
  readonly anchor: number | undefined;
}

/**
 * Covariance of all ratings in Elo², players x players, row-major: the inverse Hessian with every group centred on its
 * mean, or on the anchor.
 */
export function playersCovariance(
  cells: PairCells,
  { curvature }: PlayersFit,
  groups: readonly (readonly number[])[],
  { fitDelta, fitEta, spread, anchor }: CovarianceSettings,
): Float64Array | undefined {
  const n = cells.players;
  const place = new Int32Array(n).fill(-1);
  let size = 0;
  for (const group of groups) for (const player of group) place[player] = size++;
  const deltaAt = fitDelta ? size++ : -1;
  const etaAt = fitEta ? size++ : -1;
  const hessian = hessianOf(cells, curvature, { place, size, deltaAt, etaAt });
  const factor = factorWith(hessian, size, constraintsOf(groups, place, undefined));
  if (!factor) return undefined;
  const wide = centredCovariance(invertCholesky(factor, size), { place, size, deltaAt, etaAt }, groups);

  const covariance = new Float64Array(n * n);
  const stride = n + 2;
  const own = new Uint8Array(n);
  const anchored = anchor === undefined ? undefined : groups.find((group) => group.includes(anchor));
  for (const player of anchored ?? []) own[player] = 1;
  const zero = anchored ? anchor! : 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let value = wide[i * stride + j]!;
      if (own[i]) value -= wide[zero * stride + j]!;
      if (own[j]) value -= wide[i * stride + zero]!;
      if (own[i] && own[j]) value += wide[zero * stride + zero]!;
      covariance[i * n + j] = value * spread;
    }
  return covariance;
}

interface Places {
  readonly place: Int32Array;
  readonly size: number;
  readonly deltaAt: number;
  readonly etaAt: number;
}

function hessianOf(
  { white, black }: PairCells,
  { xx, xe, ee }: PlayersFit['curvature'],
  { place, size, deltaAt, etaAt }: Places,
): Float64Array {
  const hessian = new Float64Array(size * size);
  const byDelta = new Float64Array(size);
  const byEta = new Float64Array(size);
  let [deltaDelta, deltaEta] = [0, 0];
  for (let c = 0; c < white.length; c++) {
    const w = place[white[c]!]!;
    const b = place[black[c]!]!;
    const h = xx[c]!;
    const m = etaAt < 0 ? 0 : xe[c]!;
    hessian[w * size + w]! += h;
    hessian[b * size + b]! += h;
    hessian[w * size + b]! -= h;
    hessian[b * size + w]! -= h;
    byDelta[w]! += h;
    byDelta[b]! -= h;
    byEta[w]! += m;
    byEta[b]! -= m;
    deltaDelta += h;
    deltaEta += m;
  }
  if (deltaAt >= 0) {
    byDelta[deltaAt] = deltaDelta;
    byEta[deltaAt] = deltaEta;
    for (let i = 0; i <= deltaAt; i++) hessian[i * size + deltaAt] = hessian[deltaAt * size + i] = byDelta[i]!;
  }
  if (etaAt >= 0) {
    byEta[etaAt] = ee;
    for (let i = 0; i <= etaAt; i++) hessian[i * size + etaAt] = hessian[etaAt * size + i] = byEta[i]!;
  }
  return hessian;
}
