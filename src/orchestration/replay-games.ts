import type { GameOrder, GameResult, PlannedContestant } from '../spec/index.js';
import { ComputeProcess } from './compute-process.js';
import type { Log } from './log.js';

export interface Replay {
  readonly order: GameOrder;
  readonly recorded: Pick<GameResult, 'result' | 'termination' | 'moves'>;
}

export interface Differing {
  readonly gameKey: string;
  readonly reason: string;
}

export interface ReplayOptions {
  readonly home: string;
  readonly log: Log;
  readonly contestants: readonly PlannedContestant[];
  readonly games: readonly Replay[];
  readonly signal: AbortSignal;
  /** The child to play in; a test gives its own. */
  readonly process?: ComputeProcess;
}

/**
 * Plays recorded games again, one at a time, in a child process that owns TensorFlow, and compares move for move. What a game was
 * played beside cannot matter, so any difference is a finding. Rejects with ComputeError when the child cannot play.
 */
export async function replayGames({ home, log, contestants, games, signal, process = new ComputeProcess({ log }) }: ReplayOptions): Promise<Differing[]> {
  const recorded = new Map(games.map(({ order, recorded: found }) => [order.gameKey, found]));
  const differing: Differing[] = [];
  const compare = ({ gameKey, result, termination, moves }: GameResult): void => {
    const found = recorded.get(gameKey)!;
    recorded.delete(gameKey);
    const reason = differenceOf(found, { result, termination, moves });
    if (reason !== null) differing.push({ gameKey, reason });
  };
  const task = process.start<'play'>(
    { type: 'play', home, contestants, games: games.map(({ order }) => order), concurrency: 1 },
    { onGames: (results) => results.forEach(compare) },
  );
  const cancel = (): void => task.cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    task.noMoreGames();
    await task.result;
  } finally {
    signal.removeEventListener('abort', cancel);
    await process.stop();
  }
  for (const gameKey of recorded.keys()) differing.push({ gameKey, reason: 'it was not played to its end' });
  return differing;
}

function differenceOf(recorded: Replay['recorded'], again: Replay['recorded']): string | null {
  const [before, after] = [recorded.moves.split(' '), again.moves.split(' ')];
  const ply = before.findIndex((move, i) => move !== after[i]);
  if (ply >= 0 || before.length !== after.length) {
    const at = ply >= 0 ? ply : before.length;
    return `ply ${at + 1} is ${before[at] ?? 'none'} on record and ${after[at] ?? 'none'} in the replay`;
  }
  if (recorded.result !== again.result || recorded.termination !== again.termination)
    return `${recorded.result} by ${recorded.termination} on record, ${again.result} by ${again.termination} in the replay`;
  return null;
}
