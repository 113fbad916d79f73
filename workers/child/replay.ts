import { replayRecorded } from '../../src/match/loop/index.js';
import type { MoveSource } from '../../src/match/player/index.js';
import type { ComputeResults, DifferingGame, ReplayWork } from '../../src/spec/index.js';
import { type ChildContext, throwIfCancelled } from './context.js';
import { type CheckpointSource, PlayerPool } from './player-pool.js';

/** Holds an engine's place: its moves come from the record, so this machine need not have it. */
const ABSENT: MoveSource = { choose: () => Promise.reject(new TypeError('an engine is not asked in a replay')) };

/** Plays recorded games again, one at a time, and names those that come out otherwise. */
export async function handleReplay(
  { home, contestants, games }: ReplayWork,
  { signal }: Pick<ChildContext, 'signal'>,
  networks: CheckpointSource,
): Promise<ComputeResults['replay']> {
  const seats = new PlayerPool(home, networks, () => ABSENT);
  try {
    await seats.add(contestants);
    const differing: DifferingGame[] = [];
    for (const { order, recorded } of games) {
      throwIfCancelled(signal);
      const difference = await replayRecorded(order, recorded, seats.players);
      if (difference) differing.push({ gameKey: order.gameKey, reason: difference.reason });
    }
    return { differing };
  } finally {
    seats.release();
  }
}
