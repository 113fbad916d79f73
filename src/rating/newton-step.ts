import type { Curvature } from './cell-derivatives.js';
import type { PairCells } from './pair-cells.js';

/**
 * Solves H s = gradient by conjugate gradients, preconditioned by the diagonal, on the cells themselves: no matrix is
 * stored, and an iteration costs one walk over the cells. Ends where the residual has fallen to `tolerance` times the
 * gradient, in the norm of the preconditioner. What `frozen` marks takes no part: H is singular along a group's zero,
 * and rounding there would be blown up into steps that never shrink.
 */
export function newtonStep(
  cells: PairCells,
  starts: Int32Array,
  gradient: Float64Array,
  curvature: Curvature,
  frozen: Uint8Array,
  tolerance: number,
): Float64Array {
  const size = gradient.length;
  const inverse = diagonal(cells, curvature, size).map((value, i) => (!frozen[i] && value > 0 ? 1 / value : 0));
  const step = new Float64Array(size);
  const residual = gradient.map((value, i) => (inverse[i] ? value : 0));
  const direction = residual.map((value, i) => value * inverse[i]!);
  const product = new Float64Array(size);
  let rz = dot(residual, direction);
  const goal = rz * tolerance ** 2;
  for (let k = 0; k < 3 * size + 50 && rz > goal && rz > 1e-300; k++) {
    multiply(cells, starts, curvature, direction, product);
    for (let i = 0; i < size; i++) if (inverse[i] === 0) product[i] = 0;
    const curve = dot(direction, product);
    if (!(curve > 0)) break;
    const alpha = rz / curve;
    let next = 0;
    for (let i = 0; i < size; i++) {
      step[i]! += alpha * direction[i]!;
      const left = (residual[i]! -= alpha * product[i]!);
      next += left * left * inverse[i]!;
    }
    const beta = next / rz;
    rz = next;
    for (let i = 0; i < size; i++) direction[i] = residual[i]! * inverse[i]! + beta * direction[i]!;
  }
  return step;
}

function diagonal({ players: n, white, black }: PairCells, { xx, ee }: Curvature, size: number): Float64Array {
  const scale = new Float64Array(size);
  let all = 0;
  for (let i = 0; i < white.length; i++) {
    const h = xx[i]!;
    scale[white[i]!]! += h;
    scale[black[i]!]! += h;
    all += h;
  }
  scale[n] = all;
  scale[n + 1] = ee;
  return scale;
}

/** H x over the cells. */
function multiply(
  { players: n, black }: PairCells,
  starts: Int32Array,
  { xx, xe, ee }: Curvature,
  x: Float64Array,
  product: Float64Array,
): void {
  product.fill(0);
  const xh = x[n + 1]!;
  let ph = ee * xh;
  for (let w = 0; w < n; w++) {
    const from = starts[w]!;
    const end = starts[w + 1]!;
    const own = x[w]! + x[n]!;
    let pushed = 0;
    for (let i = from; i < end; i++) {
      const b = black[i]!;
      const push = xx[i]! * (own - x[b]!);
      product[b]! -= push;
      pushed += push;
    }
    for (let i = xe.length ? from : end; i < end; i++) {
      const b = black[i]!;
      const m = xe[i]!;
      product[b]! -= m * xh;
      pushed += m * xh;
      ph += m * (own - x[b]!);
    }
    product[w]! += pushed;
    product[n]! += pushed;
  }
  product[n + 1] = ph;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
