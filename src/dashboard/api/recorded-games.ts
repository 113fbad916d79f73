import { useEffect, useRef, useState } from 'preact/hooks';
import type { RecordedGame, RecordedGames } from '../../spec/api/index.js';
import { get } from './client.js';
import { poll, trackConnection } from './poll.js';

const BATCH = 5000;

/**
 * All recorded games of the tournament at `path` (such as `/tournaments/ID`) in the order of recording; undefined
 * before the first response. Each poll requests only the games after the latest known one.
 */
export function useRecordedGames(path: string, everyMs: number): readonly RecordedGame[] | undefined {
  const [games, setGames] = useState<readonly RecordedGame[]>();
  const latest = useRef<{ readonly path: string; readonly games: readonly RecordedGame[] } | null>(null);
  useEffect(() => {
    let known = latest.current?.path === path ? latest.current.games : []; // kept when only the period changes
    if (latest.current?.path !== path) setGames(undefined);
    return poll(async (signal) => {
      for (;;) {
        const after = known[known.length - 1]?.position ?? 0;
        const { data } = await trackConnection(
          get<RecordedGames>(`${path}/recorded?after=${after}&limit=${BATCH}`, signal),
        );
        if (signal.aborted) return;
        if (data.length > 0) known = [...known, ...data];
        latest.current = { path, games: known };
        setGames(known);
        if (data.length < BATCH) return;
      }
    }, everyMs);
  }, [path, everyMs]);
  return games;
}
