import type { Recorded } from './types.js';

export interface Pace {
  /** Games a second over the last games; null before it can be told. */
  readonly rate: number | null;
  /** Seconds left, from the faster and the slower of two measured rates; null before they can be told. */
  readonly left: readonly [number, number] | null;
}

const LEAST = 20; // games, below which no rate is told
const RECENT = 200;

/** Rates of all the games so far and of the last ones bound what is left, as long as the pace does not change. */
export function paceOf(games: readonly Recorded[], open: number, now: number): Pace {
  if (games.length < LEAST) return { rate: null, left: null };
  const time = (index: number): number => Date.parse(games[index]!.recordedAt) / 1000;
  // what comes in one batch carries one time, so the first batch only starts the clock
  const rateSince = (from: number): number | null => {
    let start = from;
    while (start < games.length && time(start) === time(from)) start++;
    const seconds = now / 1000 - time(from);
    return start < games.length && seconds > 0 ? (games.length - start) / seconds : null;
  };
  const rates = [rateSince(0), rateSince(Math.max(0, games.length - RECENT))].filter(
    (rate): rate is number => rate !== null && rate > 0,
  );
  if (rates.length === 0) return { rate: null, left: null };
  return { rate: rates[rates.length - 1]!, left: [open / Math.max(...rates), open / Math.min(...rates)] };
}
