import type { Log } from '../orchestration/index.js';

/** The parts of a service in the order in which they were started. */
interface StartedParts {
  /** Remembers how a part is stopped, and returns it. */
  add<Part>(name: string, part: Part, stop: (part: Part) => Promise<unknown>): Part;
  /**
   * Stops all parts, the last first, one after the other. A part that cannot be stopped is logged, and the others are
   * stopped still. May be called twice: both calls resolve when all is stopped.
   */
  stop(): Promise<void>;
}

export function startedParts(log: Log): StartedParts {
  const stops: { readonly name: string; readonly stop: () => Promise<unknown> }[] = [];
  let stopped: Promise<void> | undefined;
  const stopAll = async (): Promise<void> => {
    for (const { name, stop } of stops.reverse())
      await stop().catch((error: unknown) =>
        log.warn({ part: name, cause: String(error) }, 'a part did not stop as it should'),
      );
  };
  return {
    add(name, part, stop) {
      stops.push({ name, stop: () => stop(part) });
      return part;
    },
    stop: () => (stopped ??= stopAll()),
  };
}
