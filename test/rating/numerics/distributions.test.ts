import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquareQuantile, chiSquareTail } from '../../../src/rating/numerics/chi-square.js';
import { symmetricEigen } from '../../../src/rating/numerics/eigen.js';
import { fisherQuantile } from '../../../src/rating/numerics/fisher.js';
import { studentQuantile } from '../../../src/rating/numerics/student.js';

describe('quantiles', () => {
  it('of χ² are those of printed tables', () => {
    // NIST/SEMATECH e-Handbook, 1.3.6.7.4
    expect(chiSquareQuantile(0.95, 1)).toBeCloseTo(3.841, 3);
    expect(chiSquareQuantile(0.975, 12)).toBeCloseTo(23.337, 3);
    expect(chiSquareQuantile(0.025, 12)).toBeCloseTo(4.404, 3);
    expect(chiSquareQuantile(0.99, 100)).toBeCloseTo(135.807, 3);
    expect(chiSquareTail(chiSquareQuantile(0.3, 7), 7)).toBeCloseTo(0.7, 12);
    expect(() => chiSquareQuantile(1, 3)).toThrow(RangeError);
  });

  it('of F are those of printed tables, and squares of t', () => {
    // NIST/SEMATECH e-Handbook, 1.3.6.7.3
    expect(fisherQuantile(0.95, 5, 10)).toBeCloseTo(3.326, 3);
    expect(fisherQuantile(0.99, 2, 15)).toBeCloseTo(6.359, 3);
    expect(fisherQuantile(0.95, 1, 9)).toBeCloseTo(studentQuantile(0.975, 9) ** 2, 9);
    expect(fisherQuantile(0.025, 4, 7)).toBeCloseTo(1 / fisherQuantile(0.975, 7, 4), 9);
    expect(() => fisherQuantile(0, 3, 3)).toThrow(RangeError);
  });
});

describe('eigenvectors of a symmetric matrix', () => {
  it('are known for two by two', () => {
    const { values } = symmetricEigen([
      [2, 1],
      [1, 2],
    ]);
    expect([...values].sort()).toEqual([expect.closeTo(1, 12), expect.closeTo(3, 12)]);
  });

  it('make up the matrix', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 36, maxLength: 36 }),
        (n, entries) => {
          const matrix = Array.from({ length: n }, (_, i) =>
            Array.from({ length: n }, (__, j) => entries[6 * Math.min(i, j) + Math.max(i, j)]!),
          );
          const { values, vectors } = symmetricEigen(matrix);
          matrix.forEach((row, i) =>
            row.forEach((entry, j) =>
              expect(values.reduce((sum, value, k) => sum + value * vectors[k]![i]! * vectors[k]![j]!, 0)).toBeCloseTo(
                entry,
                9,
              ),
            ),
          );
        },
      ),
    ));
});
