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
