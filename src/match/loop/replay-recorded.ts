import type { GameOrder, GameResult } from '../../spec/index.js';
import { type ContestantKey, ENGINE_FAULTS } from '../../vocabulary/index.js';
import { MatchError, type MoveSource, type Player } from '../player/index.js';
import { replayGame } from './play-games.js';

/** The part of a recorded game that a replay is compared with. */
type RecordedPlay = Pick<GameResult, 'moves' | 'result' | 'termination'>;

/** The first difference between a replay and its record. */
interface ReplayDifference {
  /** From 0, the first half-move of the opening; the number of recorded half-moves when only the result differs. */
  readonly ply: number;
  readonly reason: string;
}

/**
 * Replays a recorded game on its own and returns the first difference, or undefined when there is none. Networks and
 * anchors choose their moves again. Engines are not asked, since their weakened levels are random: their recorded moves
 * are played, and an engine that lost by a fault loses at the same ply.
 */
export async function replayRecorded(
  order: GameOrder,
  recorded: RecordedPlay,
  players: ReadonlyMap<ContestantKey, Player>,
): Promise<ReplayDifference | undefined> {
  const moves = recorded.moves.split(' ').filter(Boolean);
  const replayPlayers = new Map(
    [order.white, order.black].map((key) => [key, replayPlayer(players.get(key), recordedMoves(moves))]),
  );
  const replay = await replayGame(
    order,
    new Map([...replayPlayers].flatMap(([key, player]) => (player ? [[key, player] as const] : []))),
  );
  const replayed = replay.moves.split(' ').filter(Boolean);
  const differing = moves.findIndex((move, at) => move !== replayed[at]);
  const ply = differing < 0 ? moves.length : differing;
  if (differing >= 0 || replayed.length > moves.length)
    return {
      ply,
      reason: `ply ${ply + 1} is ${moves[ply] ?? 'none'} on record and ${replayed[ply] ?? 'none'} in the replay`,
    };
  if (replay.result === recorded.result && endsAlike(replay, recorded)) return undefined;
  return {
    ply,
    reason:
      `${recorded.result} by ${recorded.termination} on record, ` +
      `${replay.result} by ${replay.termination} in the replay`,
  };
}

/** Compares terminations. All engine faults count as equal, since a replayed engine has only one way to fail. */
function endsAlike(one: RecordedPlay, other: RecordedPlay): boolean {
  const kind = ({ termination }: RecordedPlay): string =>
    ENGINE_FAULTS.some((fault) => fault === termination) ? 'fault' : termination;
  return kind(one) === kind(other);
}

/** Replaces an engine by its recorded moves. */
const replayPlayer = (player: Player | undefined, engine: MoveSource): Player | undefined =>
  player?.kind === 'engine' ? { kind: 'engine', engine, forfeitsOnFault: true } : player;

function recordedMoves(moves: readonly string[]): MoveSource {
  return {
    async choose(line) {
      const move = moves[line.length];
      // Either the engine lost by a fault at this ply, or the replay differs from the record at an earlier ply.
      if (move === undefined) throw new MatchError('illegal-move', 'the record ends before this move');
      return move;
    },
  };
}
