/** Dense symmetric matrices, row-major in a Float64Array of n * n. Sizes here are players, at most some thousands. */

/** Lower Cholesky factor of a symmetric positive definite matrix (its lower half is read); undefined when it is not one. */
export function cholesky(matrix: Float64Array, n: number): Float64Array | undefined {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= factor[i * n + k]! * factor[j * n + k]!;
      if (i !== j) {
        factor[i * n + j] = sum / factor[j * n + j]!;
      } else {
        // relative to the diagonal: what is left of a singular direction is rounding noise
        if (!(sum > 1e-13 * matrix[i * n + i]!) || !(sum > 0)) return undefined;
        factor[i * n + i] = Math.sqrt(sum);
      }
    }
  }
  return factor;
}

/** Solves L Lᵀ x = right. */
export function solveCholesky(factor: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const x = Float64Array.from(right);
  for (let i = 0; i < n; i++) {
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= factor[i * n + k]! * x[k]!;
    x[i] = sum / factor[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i]!;
    for (let k = i + 1; k < n; k++) sum -= factor[k * n + i]! * x[k]!;
    x[i] = sum / factor[i * n + i]!;
  }
  return x;
}

/** The inverse of L Lᵀ: the product of the inverse factor's transpose with itself. */
export function invertCholesky(factor: Float64Array, n: number): Float64Array {
  const lower = new Float64Array(n * n); // L⁻¹
  for (let j = 0; j < n; j++) {
    lower[j * n + j] = 1 / factor[j * n + j]!;
    for (let i = j + 1; i < n; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= factor[i * n + k]! * lower[k * n + j]!;
      lower[i * n + j] = sum / factor[i * n + i]!;
    }
  }
  const inverse = new Float64Array(n * n);
  for (let k = 0; k < n; k++)
    for (let i = 0; i <= k; i++) {
      const row = lower[k * n + i]!;
      for (let j = 0; j <= i; j++) inverse[i * n + j]! += row * lower[k * n + j]!;
    }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) inverse[j * n + i] = inverse[i * n + j]!;
  return inverse;
}
