import type { DifferingGame, GameToReplay, PlannedContestant } from '../spec/index.js';
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
 * Replays recorded games one at a time in a compute child and compares them move by move; engines repeat their recorded
 * moves. The moves of a game do not depend on the games played in the same batch, so every difference is an error.
 * Returns the games that differ. Rejects with ComputeError if the child cannot play, or when the signal aborts.
 */
export async function replayGames({
  home,
  log,
  contestants,
  games,
  signal,
  process = new ComputeProcess({ log }),
}: ReplayOptions): Promise<readonly DifferingGame[]> {
  const task = process.start<'replay'>({ type: 'replay', home, contestants, games });
  const cancel = (): void => task.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    return (await task.result).differing;
  } finally {
    signal.removeEventListener('abort', cancel);
    await process.stop();
  }
}
