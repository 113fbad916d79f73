import { replayRecorded } from '../../src/match/loop/index.js';
import type { MoveSource } from '../../src/match/player/index.js';
import type { ComputeResults, ReplayWork } from '../../src/spec/index.js';
import { type ChildContext, throwIfCancelled } from './context.js';
import { PlayerPool, type PlayModels } from './player-pool.js';

/** Stands in for an engine, which is not asked, so that this machine need not have it. */
const RECORDED_ENGINE: MoveSource = {
  choose: () => Promise.reject(new TypeError('an engine is not asked in a replay')),
};

/** Decides every move of recorded games again. */
export async function handleReplay(
  { home, contestants, games }: ReplayWork,
  { signal }: Pick<ChildContext, 'signal'>,
  models: PlayModels,
): Promise<ComputeResults['replay']> {
  const pool = new PlayerPool(home, models, () => RECORDED_ENGINE);
  try {
    await pool.add(contestants);
    return { games: await replayRecorded(games, pool.players, signal) };
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  } finally {
    pool.release();
  }
}
