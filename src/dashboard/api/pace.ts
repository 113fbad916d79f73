import type { RecordedGame } from '../../spec/api/index.js';

/** How fast games are played, and how long the remaining ones take. */
interface Pace {
  /** Games per second over the latest games; null before it can be estimated. */
  readonly rate: number | null;
  /** Shortest and longest estimate of the remaining time in seconds; null before it can be estimated. */
  readonly remainingSeconds: readonly [number, number] | null;
}

/** Number of games below which no rate is estimated. */
const MIN_GAMES = 20;
/** Number of latest games that the current rate is measured over. */
const RECENT_GAMES = 200;

/**
 * Estimates the pace from the times at which `games` were recorded; `openGames` are still to be played and `now` is in
 * milliseconds since the epoch. The rates over all games and over the latest ones bound the remaining time.
 */
export function estimatePace(games: readonly RecordedGame[], openGames: number, now: number): Pace {
  if (games.length < MIN_GAMES) return { rate: null, remainingSeconds: null };
  const seconds = (index: number): number => Date.parse(games[index]!.recordedAt) / 1000;
  // games of one batch have the same time, so the first batch only starts the clock
  const rateSince = (from: number): number | null => {
    let start = from;
    while (start < games.length && seconds(start) === seconds(from)) start++;
    const elapsed = now / 1000 - seconds(from);
    return start < games.length && elapsed > 0 ? (games.length - start) / elapsed : null;
  };
  const rates = [rateSince(0), rateSince(Math.max(0, games.length - RECENT_GAMES))].filter(
    (rate): rate is number => rate !== null && rate > 0,
  );
  if (rates.length === 0) return { rate: null, remainingSeconds: null };
  return {
    rate: rates[rates.length - 1]!,
    remainingSeconds: [openGames / Math.max(...rates), openGames / Math.min(...rates)],
  };
}
