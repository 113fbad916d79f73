import { moveFromUci, moveToIndex, uciOfIndex } from '../../chess/board/index.js';
import type { GameToReplay } from '../../spec/index.js';
import { type ContestantKey, ENGINE_FAULTS, type Result } from '../../vocabulary/index.js';
import { chooseAnchorMove, MatchError, type Player } from '../player/index.js';
import type { Decision } from './decide-again.js';
import { LiveGame } from './live-game.js';
import { ReplayTally } from './replay-tally.js';

/**
 * Plays the moves of a recorded game and consumes its random numbers as in play: one for each move of a network or an
 * anchor. Anchors must choose the recorded moves; engines are not asked; moves of networks go to `decide`. The ending
 * must follow from the rules, or from a fault of an engine where the record ends. Returns the counts, which `decide`
 * completes. Throws MatchError `unknown-contestant` or `illegal-opening`.
 */
export function feedRecorded(
  { order, recorded }: GameToReplay,
  players: ReadonlyMap<ContestantKey, Player>,
  decide: (decision: Decision) => void,
): ReplayTally {
  const tally = new ReplayTally(order.gameKey);
  const game = new LiveGame(order, playerOf(order.white, players), playerOf(order.black, players));
  const moves = recorded.moves.split(' ').filter(Boolean);
  const strange = game.line.findIndex((move, at) => move !== moves[at]);
  if (strange >= 0) {
    const opening = game.line[strange];
    tally.differ(strange, `ply ${strange + 1} is ${moves[strange] ?? 'none'} on record and ${opening} in the opening`);
    return tally;
  }
  for (const [ply, uci] of [...moves.entries()].slice(game.line.length)) {
    const move = game.ended ? undefined : moveFromUci(game.position, uci);
    if (!move) {
      const cause = game.ended ? 'none in the replay, which is over' : 'not legal';
      tally.differ(ply, `ply ${ply + 1} is ${uci.slice(0, 8)} on record and ${cause}`);
      return tally;
    }
    const index = moveToIndex(game.position, move);
    askAgain(game, { ply, recorded: index, tally }, decide);
    game.play(index);
  }
  compareEnding(game, recorded, tally);
  return tally;
}

function playerOf(key: ContestantKey, players: ReadonlyMap<ContestantKey, Player>): Player {
  const player = players.get(key);
  if (!player) throw new MatchError('unknown-contestant', `no player for contestant ${key}`);
  return player;
}

/** Lets the side to move decide again: an anchor at once, a network later. */
function askAgain(
  { mover, position, history, legal, random, line }: LiveGame,
  { ply, recorded, tally }: Pick<Decision, 'ply' | 'recorded' | 'tally'>,
  decide: (decision: Decision) => void,
): void {
  if (mover.kind === 'engine') return;
  if (mover.kind === 'network') {
    const { model, decoding } = mover;
    const uniform = random.next();
    const copies = { position: position.clone(), history: history.snapshot(), line: [...line] };
    decide({ ...copies, model, legal, decoding, uniform, ply, recorded, tally });
    return;
  }
  const index = chooseAnchorMove(mover.anchor, position, legal, random);
  tally.decided++;
  if (index === recorded) tally.same++;
  else {
    const [own, other] = [uciOfIndex(position, recorded), uciOfIndex(position, index)];
    tally.differ(ply, `ply ${ply + 1} is ${own} on record and ${other} in the replay`);
  }
}

/** Compares result and termination. All faults of engines count as equal: the record does not show how they came. */
function compareEnding(
  { ended, mover, position, line }: LiveGame,
  recorded: GameToReplay['recorded'],
  tally: ReplayTally,
): void {
  const ply = line.length;
  const isFault = ENGINE_FAULTS.some((fault) => fault === recorded.termination);
  const lost: Result = position.turn === 'white' ? '0-1' : '1-0';
  if (!ended && mover.kind === 'engine' && isFault && recorded.result === lost) return;
  if (!ended) {
    tally.differ(ply, `ply ${ply + 1} is none on record and the game goes on in the replay`);
    return;
  }
  if (ended.result === recorded.result && ended.termination === recorded.termination) return;
  tally.differ(
    ply,
    `${recorded.result} by ${recorded.termination} on record, ${ended.result} by ${ended.termination} in the replay`,
  );
}
