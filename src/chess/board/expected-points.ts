/** Lichess' curve from an engine's centipawns to expected points (lichess.org/page/accuracy). */

/** k of the curve 1 / (1 + exp(-k cp)). */
export const WIN_CURVE_SLOPE = 0.00368208;

/** Expected points, 0 to 1, of the side that is `centipawns` ahead. */
export const expectedPoints = (centipawns: number): number => 1 / (1 + Math.exp(-WIN_CURVE_SLOPE * centipawns));
