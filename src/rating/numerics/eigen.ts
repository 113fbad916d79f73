/** Eigenvalues of a symmetric matrix with their unit vectors: `vectors[k]` belongs to `values[k]`. */
export interface SymmetricEigen {
  readonly values: readonly number[];
  readonly vectors: readonly (readonly number[])[];
}

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by cyclic Jacobi rotations (Golub & Van Loan, Matrix
 * Computations, 8.5). O(n³) a sweep; in no particular order.
 */
export function symmetricEigen(matrix: readonly (readonly number[])[]): SymmetricEigen {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const vectors = a.map((_, i) => a.map((__, j) => Number(i === j)));
  const size = Math.sqrt(a.flat().reduce((sum, x) => sum + x * x, 0));
  for (let sweep = 0; sweep < 60; sweep++) {
    let rest = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rest += a[p]![q]! ** 2;
    if (Math.sqrt(rest) <= 1e-15 * size) break;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (a[p]![q] === 0) continue;
        const theta = (a[q]![q]! - a[p]![p]!) / (2 * a[p]![q]!);
        const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const cosine = 1 / Math.sqrt(tangent * tangent + 1);
        const sine = tangent * cosine;
        for (const row of a) [row[p], row[q]] = turned(row[p]!, row[q]!, cosine, sine);
        for (let k = 0; k < n; k++) [a[p]![k], a[q]![k]] = turned(a[p]![k]!, a[q]![k]!, cosine, sine);
        for (let k = 0; k < n; k++)
          [vectors[p]![k], vectors[q]![k]] = turned(vectors[p]![k]!, vectors[q]![k]!, cosine, sine);
      }
  }
  return { values: a.map((row, i) => row[i]!), vectors };
}

const turned = (x: number, y: number, cosine: number, sine: number): [number, number] => [
  cosine * x - sine * y,
  sine * x + cosine * y,
];
