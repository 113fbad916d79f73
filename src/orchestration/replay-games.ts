import type { GameToReplay, PlannedContestant, ReplayedGame } from '../spec/index.js';
import { ComputeProcess } from './compute-process.js';
import type { Log } from './log.js';

/** Options of `replayGames`. */
export interface ReplayOptions {
  readonly home: string;
  readonly log: Log;
  readonly contestants: readonly PlannedContestant[];
  readonly games: readonly GameToReplay[];
  readonly signal: AbortSignal;
  /** The compute child to use; default: a new one. It is stopped at the end. */
  readonly process?: ComputeProcess;
}

/**
 * Decides every move of recorded games again in a compute child; engines are not asked. Returns the games in the order
 * of the request. Rejects with ComputeError if the child cannot decide, or when the signal aborts.
 */
export async function replayGames({
  home,
  log,
  contestants,
  games,
  signal,
  process = new ComputeProcess({ log }),
}: ReplayOptions): Promise<readonly ReplayedGame[]> {
  const task = process.start<'replay'>({ type: 'replay', home, contestants, games });
  const cancel = (): void => task.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    return (await task.result).games;
  } finally {
    signal.removeEventListener('abort', cancel);
    await process.stop();
  }
}
