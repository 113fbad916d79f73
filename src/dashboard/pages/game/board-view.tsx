import type { Result } from '../../../vocabulary/index.js';
import { Board, Link, pointsText } from '../../parts/index.js';
import type { Replay } from './use-replay.js';

/** One side of a game. */
interface Player {
  /** The displayed name of the contestant. */
  readonly name: string;
  /** Address of the network; null for anchors. */
  readonly checkpoint: string | null;
  /** Whether the name links to the checkpoint, which is hidden in blinded mode. */
  readonly linked: boolean;
}

/** The two sides of a game. */
export interface Players {
  readonly white: Player;
  readonly black: Player;
}

interface PlayerNameProps {
  readonly player: Player;
  readonly side: 'white' | 'black';
  readonly result: Result | null;
}

const PlayerName = ({ player, side, result }: PlayerNameProps) => (
  <div class="board-name large">
    <span class={`side ${side}`} />
    <b>
      {player.checkpoint && player.linked ? <Link to={['models', player.checkpoint]}>{player.name}</Link> : player.name}
    </b>
    <span class="points">{pointsText(result, side)}</span>
  </div>
);

interface BoardViewProps {
  readonly players: Players;
  readonly replay: Replay;
  /** Null before the game is played. */
  readonly result: Result | null;
}

/** The board with both names and the buttons that step through the game. */
export function BoardView({ players, replay, result }: BoardViewProps) {
  const { shown, ply, flipped } = replay;
  const white = <PlayerName player={players.white} side="white" result={result} />;
  const black = <PlayerName player={players.black} side="black" result={result} />;
  const buttons = [
    ['First position', '«', replay.toStart],
    ['Back one ply', '‹', replay.back],
    ['Forward one ply', '›', replay.forward],
    ['Last position', '»', replay.toEnd],
    ['Flip the board', '⇅', replay.flip],
  ] as const;
  return (
    <div class="game-board">
      {flipped ? white : black}
      <Board
        fen={shown.fen}
        lastMove={shown.move}
        check={shown.check}
        turn={shown.turn}
        orientation={flipped ? 'black' : 'white'}
        coordinates
        label={`Position after ${ply} plies, ${shown.turn} to move`}
      />
      {flipped ? black : white}
      <div class="board-keys" role="toolbar" aria-label="Step through the game">
        {buttons.map(([label, symbol, onClick]) => (
          <button type="button" key={label} aria-label={label} onClick={onClick}>
            {symbol}
          </button>
        ))}
        <span class="small soft keys-hint">← → step, ↑ ↓ first and last, f flips</span>
      </div>
    </div>
  );
}
