import { replayRecorded } from '../../src/match/loop/index.js';
import type { MoveSource } from '../../src/match/player/index.js';
import type { ComputeResults, DifferingGame, ReplayWork } from '../../src/spec/index.js';
import { type ChildContext, throwIfCancelled } from './context.js';
import { type CheckpointSource, PlayerPool } from './player-pool.js';

/** Stands in for an engine: its moves come from the record, so this machine need not have it. */
const RECORDED_ENGINE: MoveSource = {
  choose: () => Promise.reject(new TypeError('an engine is not asked in a replay')),
};

/** Replays recorded games one at a time and returns those that come out differently. */
export async function handleReplay(
  { home, contestants, games }: ReplayWork,
  { signal }: Pick<ChildContext, 'signal'>,
  networks: CheckpointSource,
): Promise<ComputeResults['replay']> {
  const pool = new PlayerPool(home, networks, () => RECORDED_ENGINE);
  try {
    await pool.add(contestants);
    const differing: DifferingGame[] = [];
    for (const { order, recorded } of games) {
      throwIfCancelled(signal);
      const difference = await replayRecorded(order, recorded, pool.players);
      if (difference) differing.push({ gameKey: order.gameKey, reason: difference.reason });
    }
    return { differing };
  } finally {
    pool.release();
  }
}
