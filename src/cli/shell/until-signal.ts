const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls `use` with a signal that aborts at the first SIGINT, SIGTERM or SIGHUP; a second one ends the process by
 * default.
 */
export async function untilSignal<T>(use: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const interrupt = (): void => stopping.abort();
  for (const signal of SIGNALS) process.once(signal, interrupt);
  try {
    return await use(stopping.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}
