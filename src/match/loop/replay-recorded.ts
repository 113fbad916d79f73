import type { GameOrder, GameResult } from '../../spec/index.js';
import { type ContestantKey, ENGINE_FAULTS } from '../../vocabulary/index.js';
import { MatchError, type MoveSource, type Player } from '../player/index.js';
import { replayGame } from './play-games.js';

/** What a record says of a game. */
export type RecordedPlay = Pick<GameResult, 'moves' | 'result' | 'termination'>;

/** Where a game leaves its record. */
export interface ReplayDifference {
  /** 0 is the first half-move of the opening; the number of recorded ones when only the end differs. */
  readonly ply: number;
  readonly reason: string;
}

/**
 * Plays a recorded game again, alone, and says where it first differs: undefined when all of it is the same. Networks
 * and anchors choose their moves anew. Engines are not asked, since their weakened levels are random: their recorded
 * moves are made, and where one lost by a fault it loses there again.
 */
export async function replayRecorded(
  order: GameOrder,
  recorded: RecordedPlay,
  players: ReadonlyMap<ContestantKey, Player>,
): Promise<ReplayDifference | undefined> {
  const moves = recorded.moves.split(' ').filter(Boolean);
  const seated = new Map([order.white, order.black].map((key) => [key, standIn(players.get(key), recordOf(moves))]));
  const again = await replayGame(
    order,
    new Map([...seated].flatMap(([key, player]) => (player ? [[key, player] as const] : []))),
  );
  const replayed = again.moves.split(' ').filter(Boolean);
  const differing = moves.findIndex((move, at) => move !== replayed[at]);
  const ply = differing < 0 ? moves.length : differing;
  if (differing >= 0 || replayed.length > moves.length)
    return {
      ply,
      reason: `ply ${ply + 1} is ${moves[ply] ?? 'none'} on record and ${replayed[ply] ?? 'none'} in the replay`,
    };
  if (again.result === recorded.result && sameEnd(again, recorded)) return undefined;
  return {
    ply,
    reason: `${recorded.result} by ${recorded.termination} on record, ${again.result} by ${again.termination} in the replay`,
  };
}

/** A fault shows in the record by its kind; the stand-in has one kind only. */
function sameEnd(one: RecordedPlay, other: RecordedPlay): boolean {
  const kind = ({ termination }: RecordedPlay): string =>
    ENGINE_FAULTS.some((fault) => fault === termination) ? 'fault' : termination;
  return kind(one) === kind(other);
}

const standIn = (player: Player | undefined, engine: MoveSource): Player | undefined =>
  player?.kind === 'engine' ? { kind: 'engine', engine, answersForFaults: true } : player;

function recordOf(moves: readonly string[]): MoveSource {
  return {
    async choose(line) {
      const move = moves[line.length];
      // Either the engine lost here by a fault, or the game left its record before and is lost to the comparison
      // anyway.
      if (move === undefined) throw new MatchError('illegal-move', 'the record ends before this move');
      return move;
    },
  };
}
