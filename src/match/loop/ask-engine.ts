import { moveFromUci, moveToIndex } from '../../chess/board/index.js';
import type { EngineFault } from '../../vocabulary/index.js';
import { type EnginePlayer, MatchError } from '../player/index.js';
import { EngineError, type EngineErrorCode } from '../uci/index.js';
import type { LiveGame } from './live-game.js';

/**
 * What a failed engine is guilty of. One that cannot be started or set up is the machine's fault, not the contestant's.
 */
const FAULTS: Readonly<Partial<Record<EngineErrorCode | MatchError['code'], EngineFault>>> = {
  'illegal-move': 'illegal-move',
  'engine-died': 'engine-crash',
  'engine-nonsense': 'engine-crash',
  'engine-silent': 'time-out',
};

/**
 * The engine's move for the side to move, as the policy index of a legal move; or what it did wrong instead, where its
 * faults are its own. Rejects with what it failed with otherwise, and with MatchError for an illegal move.
 */
export async function askEngine(
  game: LiveGame,
  { engine, answersForFaults }: EnginePlayer,
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
      answersForFaults && (error instanceof EngineError || error instanceof MatchError)
        ? FAULTS[error.code]
        : undefined;
    if (fault) return fault;
    throw error;
  }
}
