import { useEffect, useRef, useState } from 'preact/hooks';
import { get } from './client.js';
import { heard, poll } from './poll.js';
import type { Recorded } from './types.js';

const AT_ONCE = 5000;

/**
 * All recorded games of a tournament in the order of recording, undefined before the first answer; each question asks
 * only for what is new.
 */
export function useRecorded(path: string, everyMs: number): readonly Recorded[] | undefined {
  const [games, setGames] = useState<readonly Recorded[]>();
  const last = useRef<{ readonly path: string; readonly games: readonly Recorded[] } | null>(null);
  useEffect(() => {
    let known = last.current?.path === path ? last.current.games : []; // another pace is no other tournament
    if (last.current?.path !== path) setGames(undefined);
    return poll(async (signal) => {
      for (;;) {
        const after = known[known.length - 1]?.position ?? 0;
        const { data } = await heard(
          get<{ data: readonly Recorded[] }>(`${path}/recorded?after=${after}&limit=${AT_ONCE}`, signal),
        );
        if (signal.aborted) return;
        if (data.length > 0) known = [...known, ...data];
        last.current = { path, games: known };
        setGames(known);
        if (data.length < AT_ONCE) return;
      }
    }, everyMs);
  }, [path, everyMs]);
  return games;
}
