/**
 * Learning rate at `progress` (0 to 1 of the run): a linear warm-up over the share `warmUp`, then a cosine decay to
 * `floor` times the peak (Loshchilov & Hutter, arXiv 1608.03983). With a floor of 1 it stays at the peak.
 */
export function learningRateAt(progress: number, peak: number, warmUp = 0.03, floor = 0.05): number {
  const p = Math.min(1, Math.max(0, progress));
  if (p < warmUp) return peak * Math.max(p / warmUp, 0.01);
  const cosine = 0.5 * (1 + Math.cos((Math.PI * (p - warmUp)) / (1 - warmUp)));
  return peak * (floor + (1 - floor) * cosine);
}
