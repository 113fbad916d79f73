import { moveFromUci, moveToIndex } from '../../chess/board/index.js';
import type { EngineFault } from '../../vocabulary/index.js';
import { type EnginePlayer, MatchError } from '../player/index.js';
import { EngineError, type EngineErrorCode } from '../uci/index.js';
import type { LiveGame } from './live-game.js';

/**
 * The fault of a failed engine by error code. A failure to start or configure it is a fault of the machine, not of the
 * contestant.
 */
const FAULTS: Readonly<Partial<Record<EngineErrorCode | MatchError['code'], EngineFault>>> = {
  'illegal-move': 'illegal-move',
  'engine-died': 'engine-crash',
  'engine-nonsense': 'engine-crash',
  'engine-silent': 'time-out',
};

/**
 * Asks the engine for a move of the side to move and returns its policy index. When the engine fails and forfeits by
 * its faults, returns the fault; otherwise rejects with the engine's error, or with MatchError `illegal-move`.
 */
export async function askEngine(
  game: LiveGame,
  { engine, forfeitsOnFault }: EnginePlayer,
): Promise<number | EngineFault> {
  try {
    const uci = await engine.choose(game.line);
    const move = moveFromUci(game.position, uci);
    if (move) return moveToIndex(game.position, move);
    const line = game.line.join(' ') || 'no moves';
    throw new MatchError(
      'illegal-move',
      `an engine answered ${JSON.stringify(uci.slice(0, 16))}, which is no legal move after ${line}`,
    );
  } catch (error) {
    const fault =
      forfeitsOnFault && (error instanceof EngineError || error instanceof MatchError) ? FAULTS[error.code] : undefined;
    if (fault) return fault;
    throw error;
  }
}
