import { useEffect, useState } from 'preact/hooks';
import { ApiError, get } from './client.js';
import { store } from './store.js';

/** Time of the latest response while the server does not respond; null while it does. */
export const staleSince = store<Date | null>(null);
/** Whether the server refused a request for want of an API key (status 401). */
export const apiKeyRequired = store(false);

let lastResponse = new Date();

/**
 * Updates `staleSince` and `apiKeyRequired` from the outcome of `request` and passes the outcome on. All requests go
 * through this function.
 */
export async function trackConnection<T>(request: Promise<T>): Promise<T> {
  try {
    const value = await request;
    lastResponse = new Date();
    staleSince.set(null);
    return value;
  } catch (error) {
    if (error instanceof ApiError) {
      if (error.code === 'offline' || error.status >= 500) staleSince.set(staleSince.get() ?? lastResponse);
      if (error.status === 401) apiKeyRequired.set(true);
    }
    throw error;
  }
}

interface Polled<T> {
  /** Undefined before the first response. */
  readonly data: T | undefined;
  readonly error: ApiError | undefined;
}

const MAX_PAUSE_MS = 30_000;
/** Pauses grow with the response time, so that requests take at most this share of the time. */
const MAX_REQUEST_SHARE = 0.2;

/**
 * Runs `request` now and then every `everyMs` (0: once), only while the page is visible, and immediately when the page
 * becomes visible after a missed run. Failures double the pause; 4xx responses other than 429 end the polling. Returns
 * a function that stops it.
 */
export function poll(request: (signal: AbortSignal) => Promise<void>, everyMs: number): () => void {
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = everyMs;
  let running = false;
  let due = true;

  const run = async (): Promise<void> => {
    if (running || stop.signal.aborted) return;
    if (document.hidden) {
      due = true;
      return;
    }
    running = true;
    due = false;
    const startedAt = performance.now();
    try {
      await request(stop.signal);
      pause = Math.max(everyMs, (performance.now() - startedAt) / MAX_REQUEST_SHARE);
    } catch (error) {
      const refused = error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
      pause = refused ? 0 : Math.min(MAX_PAUSE_MS, Math.max(2000, pause * 2));
    }
    running = false;
    if (pause > 0 && (everyMs > 0 || staleSince.get() !== null)) timer = setTimeout(() => void run(), pause);
  };
  const onVisible = (): void => {
    if (document.hidden) {
      due ||= timer !== undefined;
      clearTimeout(timer);
      timer = undefined;
    } else if (due) void run();
  };
  document.addEventListener('visibilitychange', onVisible);
  void run();
  return () => {
    stop.abort();
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', onVisible);
  };
}

/**
 * The response at `path`, requested again every `everyMs` milliseconds (0: never). Data is kept while a request fails;
 * a null `path` sends no request.
 */
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
        const data = await trackConnection(get<T>(path, signal));
        setState((previous) =>
          previous.path === path && previous.data === data && !previous.error
            ? previous
            : { path, data, error: undefined },
        );
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ApiError && error.code !== 'offline')
          setState((previous) => ({ path, data: previous.path === path ? previous.data : undefined, error }));
        throw error;
      }
    }, everyMs);
  }, [path, everyMs]);
  return state.path === path ? state : { data: undefined, error: undefined };
}
