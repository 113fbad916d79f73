/**
 * Holm's adjusted p-values (Scand. J. Stat. 6, 1979), in the order given: the smallest times m, the next times m - 1
 * and so on, never falling, at most 1. A contrast that has no p stays null but counts in m: the family is the declared
 * one.
 */
export function holm(ps: readonly (number | null)[]): (number | null)[] {
  const adjusted: (number | null)[] = ps.map(() => null);
  let worst = 0;
  ps.map((p, i) => ({ p, i }))
    .filter((entry): entry is { p: number; i: number } => entry.p !== null)
    .sort((a, b) => a.p - b.p)
    .forEach(({ p, i }, rank) => {
      worst = Math.max(worst, Math.min(1, p * (ps.length - rank)));
      adjusted[i] = worst;
    });
  return adjusted;
}
