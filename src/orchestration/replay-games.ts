import type { DifferingGame, PlannedContestant, RecordedGame } from '../spec/index.js';
import { ComputeProcess } from './compute-process.js';
import type { Log } from './log.js';

export interface ReplayOptions {
  readonly home: string;
  readonly log: Log;
  readonly contestants: readonly PlannedContestant[];
  readonly games: readonly RecordedGame[];
  readonly signal: AbortSignal;
  /** The child to play in; a test gives its own. */
  readonly process?: ComputeProcess;
}

/**
 * Plays recorded games again, one at a time, in a child process that owns TensorFlow, and compares move for move;
 * engines make the moves that they made. What a game was played beside cannot matter, so any difference is a finding.
 * Rejects with ComputeError when the child cannot play, or when the signal aborts.
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
