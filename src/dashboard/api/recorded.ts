import { useEffect, useState } from 'preact/hooks';
import { get } from './client.js';
import { heard, poll } from './poll.js';
import type { Recorded } from './types.js';

const AT_ONCE = 5000;

/** All recorded games of a tournament in the order of recording; each question asks only for what is new. */
export function useRecorded(path: string, everyMs: number): readonly Recorded[] {
  const [games, setGames] = useState<readonly Recorded[]>([]);
  useEffect(() => {
    let known: readonly Recorded[] = [];
    setGames(known);
    return poll(async (signal) => {
      for (;;) {
        const after = known[known.length - 1]?.position ?? 0;
        const { data } = await heard(get<{ data: readonly Recorded[] }>(`${path}/recorded?after=${after}&limit=${AT_ONCE}`, signal));
        if (signal.aborted || data.length === 0) return;
        known = [...known, ...data];
        setGames(known);
        if (data.length < AT_ONCE) return;
      }
    }, everyMs);
  }, [path, everyMs]);
  return games;
}

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
  const rates = [rateSince(0), rateSince(Math.max(0, games.length - RECENT))].filter((rate): rate is number => rate !== null && rate > 0);
  if (rates.length === 0) return { rate: null, left: null };
  return { rate: rates[rates.length - 1]!, left: [open / Math.max(...rates), open / Math.min(...rates)] };
}
