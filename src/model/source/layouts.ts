/** Layouts of weights in files, and their change to ours: (in, out), half-split rotation, one tensor per projection. */

/** Transposes a matrix of `rows` x `columns`, row-major. Works in tiles, which keeps both sides in the cache. */
export function transpose(data: Float32Array, rows: number, columns: number): Float32Array {
  const out = new Float32Array(data.length);
  const TILE = 32;
  for (let top = 0; top < rows; top += TILE)
    for (let left = 0; left < columns; left += TILE) {
      const bottom = Math.min(top + TILE, rows);
      const right = Math.min(left + TILE, columns);
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++) out[column * rows + row] = data[row * columns + column]!;
    }
  return out;
}

/**
 * Puts the rows of a query or key matrix (heads * d, in) in the order of the half-split rotation. llama.cpp keeps the
 * two elements of a rotated pair side by side, (heads, d/2, 2, in); Hugging Face half a head apart,
 * (heads, 2, d/2, in).
 */
export function splitRotaryPairs(data: Float32Array, heads: number, columns: number): Float32Array {
  const out = new Float32Array(data.length);
  const half = data.length / columns / heads / 2;
  for (let head = 0; head < heads; head++)
    for (let side = 0; side < 2; side++)
      for (let pair = 0; pair < half; pair++) {
        const from = ((head * half + pair) * 2 + side) * columns;
        out.set(data.subarray(from, from + columns), ((head * 2 + side) * half + pair) * columns);
      }
  return out;
}

/** Returns columns `from` to `from + width` of a matrix with `columns` columns, row-major. */
export function takeColumns(data: Float32Array, columns: number, from: number, width: number): Float32Array {
  const rows = data.length / columns;
  const out = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++)
    out.set(data.subarray(row * columns + from, row * columns + from + width), row * width);
  return out;
}

/** Puts a matrix of `width` columns into the columns from `from` on of `out`, which has `columns` columns. */
export function putColumns(out: Float32Array, columns: number, from: number, data: Float32Array, width: number): void {
  for (let row = 0; row < data.length / width; row++)
    out.set(data.subarray(row * width, (row + 1) * width), row * columns + from);
}
