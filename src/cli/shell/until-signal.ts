/** What asks a process to end: Ctrl-C, `kill`, and a terminal that is closed. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Without the closed terminal's: for commands without child processes, which `nohup` must be able to keep alive (a
 * handler of SIGHUP would undo it).
 */
export const INTERRUPT_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** How `untilSignal` reacts to signals. */
export interface UntilSignalOptions {
  /** Signals that abort; SIGINT, SIGTERM and SIGHUP by default. */
  readonly signals?: readonly NodeJS.Signals[];
  /** Makes the abort signal's reason; an AbortError by default. */
  readonly reason?: () => Error;
  /**
   * Milliseconds. When given, a further signal within this time is ignored, because one Ctrl-C may come twice, from the
   * terminal and from npm, and a later one ends the process with status 130. When left out, the second signal ends the
   * process as usual.
   */
  readonly patienceMs?: number;
}

/** Runs `use` with an abort signal that aborts at the first signal to the process. Handlers are removed afterwards. */
export async function untilSignal<T>(
  use: (signal: AbortSignal) => Promise<T>,
  { signals = STOP_SIGNALS, reason, patienceMs }: UntilSignalOptions = {},
): Promise<T> {
  const stopping = new AbortController();
  let first = 0;
  const interrupt = (): void => {
    if (!stopping.signal.aborted) {
      first = performance.now();
      stopping.abort(reason?.());
    } else if (patienceMs !== undefined && performance.now() - first > patienceMs) process.exit(130);
  };
  for (const signal of signals) {
    if (patienceMs === undefined) process.once(signal, interrupt);
    else process.on(signal, interrupt);
  }
  try {
    return await use(stopping.signal);
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}

/** The name of the first signal that asks this process to end. Later ones are ignored. */
export const firstSignal = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    for (const signal of STOP_SIGNALS) process.on(signal, () => resolve(signal));
  });
