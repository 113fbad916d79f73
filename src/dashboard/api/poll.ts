import { useEffect, useState } from 'preact/hooks';
import { ApiError, get } from './client.js';
import { store } from './store.js';

/** When the server was last heard of, while it does not answer; else null. */
export const staleSince = store<Date | null>(null);
/** The server asked for a key. */
export const keyWanted = store(false);

let lastHeard = new Date();

/** Every request goes through this, so that one banner tells the state of the connection. */
export async function heard<T>(request: Promise<T>): Promise<T> {
  try {
    const value = await request;
    lastHeard = new Date();
    staleSince.set(null);
    return value;
  } catch (error) {
    if (error instanceof ApiError) {
      if (error.code === 'offline' || error.status >= 500) staleSince.set(staleSince.get() ?? lastHeard);
      if (error.status === 401) keyWanted.set(true);
    }
    throw error;
  }
}

export interface Polled<T> {
  readonly data: T | undefined;
  readonly error: ApiError | undefined;
}

const LONGEST_PAUSE = 30_000;
/** A slow answer is asked for less often: at most this share of the time goes into asking. */
const SHARE = 0.2;

/**
 * Runs `ask` now and again after each `everyMs` (0: never again), only while the page is visible; at once when it
 * becomes visible after a pause. Failures double the pause. Returns the way to stop.
 */
export function poll(ask: (signal: AbortSignal) => Promise<void>, everyMs: number): () => void {
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = everyMs;
  let asking = false;
  let due = true;

  const round = async (): Promise<void> => {
    if (asking || stop.signal.aborted) return;
    if (document.hidden) {
      due = true;
      return;
    }
    asking = true;
    due = false;
    const since = performance.now();
    try {
      await ask(stop.signal);
      pause = Math.max(everyMs, (performance.now() - since) / SHARE);
    } catch (error) {
      const gone = error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
      pause = gone ? 0 : Math.min(LONGEST_PAUSE, Math.max(2000, pause * 2));
    }
    asking = false;
    if (pause > 0 && (everyMs > 0 || staleSince.get() !== null)) timer = setTimeout(() => void round(), pause);
  };
  const onVisible = (): void => {
    if (document.hidden) {
      due ||= timer !== undefined;
      clearTimeout(timer);
      timer = undefined;
    } else if (due) void round();
  };
  document.addEventListener('visibilitychange', onVisible);
  void round();
  return () => {
    stop.abort();
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisible);
  };
}

/** The answer at `path`, kept fresh. What was there stays until something new comes; null asks for nothing. */
export function usePolled<T>(path: string | null, everyMs = 0): Polled<T> {
  const [state, setState] = useState<Polled<T> & { readonly path: string | null }>({
    path: null,
    data: undefined,
    error: undefined,
  });
  useEffect(() => {
    if (path === null) return;
    return poll(async (signal) => {
      try {
        const data = await heard(get<T>(path, signal));
        setState((old) =>
          old.path === path && old.data === data && !old.error ? old : { path, data, error: undefined },
        );
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ApiError && error.code !== 'offline')
          setState((old) => ({ path, data: old.path === path ? old.data : undefined, error }));
        throw error;
      }
    }, everyMs);
  }, [path, everyMs]);
  return state.path === path ? state : { data: undefined, error: undefined };
}
