import type { Log } from '../orchestration/index.js';

/** The started parts of a service, in the order of their start. */
interface StartedParts {
  /** Registers a started part with its stop function, and returns the part. */
  add<Part>(name: string, part: Part, stop: (part: Part) => Promise<unknown>): Part;
  /**
   * Stops all parts in reverse order, one after the other. If a part fails to stop, logs it and goes on with the next.
   * Idempotent: all calls resolve when every part has stopped.
   */
  stop(): Promise<void>;
}

/** An empty list of started parts; failures to stop are written to `log`. */
export function startedParts(log: Log): StartedParts {
  const stops: { readonly name: string; readonly stop: () => Promise<unknown> }[] = [];
  let stopped: Promise<void> | undefined;
  const stopAll = async (): Promise<void> => {
    for (const { name, stop } of stops.reverse())
      await stop().catch((error: unknown) => log.warn({ part: name, cause: String(error) }, 'a part failed to stop'));
  };
  return {
    add(name, part, stop) {
      stops.push({ name, stop: () => stop(part) });
      return part;
    },
    stop: () => (stopped ??= stopAll()),
  };
}
