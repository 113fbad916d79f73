/** A duration in seconds as text: `50 s`, `2 min 50 s`, `12 min`, `3.5 h`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 10 * 60) {
    const tens = Math.round(seconds / 10);
    return `${Math.floor(tens / 6)} min${tens % 6 === 0 ? '' : ` ${(tens % 6) * 10} s`}`;
  }
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
