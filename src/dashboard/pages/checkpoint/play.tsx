import type { Key } from 'chessground/types';
import type { Chess } from 'chessops/chess';
import { chessgroundDests } from 'chessops/compat';
import { parseSquare } from 'chessops/util';
import { useMemo, useState } from 'preact/hooks';
import type { Model, MoveReply } from '../../../spec/api/index.js';
import { typedMove } from '../../chess/index.js';
import { Board, Card, percent } from '../../parts/index.js';
import { type Play, usePlay } from './use-play.js';

const TEMPERATURES = [0, 0.3, 0.5, 1];

function statusText({ end, failure, isUsersTurn, step }: Play): string {
  if (end) return end;
  if (failure) return failure;
  if (!isUsersTurn) return 'Waiting for the reply …';
  return step.check ? 'You are in check.' : 'Your move.';
}

/** Numbered moves: `1. e4 e5 2. Nf3`. */
const moveText = (moves: readonly string[]): string =>
  moves.map((san, i) => (i % 2 === 0 ? `${i / 2 + 1}. ${san}` : san)).join(' ');

/** A game against the checkpoint, with moves by pointer or keyboard. */
export function PlayCard({ model }: { readonly model: Model }) {
  const [temperature, setTemperature] = useState(0.3);
  const game = usePlay(model.address, temperature);
  const { step, position, side, sanMoves, isUsersTurn, reply, failure } = game;
  const dests = useMemo(
    () => (isUsersTurn ? (chessgroundDests(position) as Map<Key, Key[]>) : undefined),
    [position, isUsersTurn],
  );
  const onMove = (from: string, to: string): void => {
    const promotes = position.board.getRole(parseSquare(from)!) === 'pawn' && /[18]$/.test(to);
    game.play(`${from}${to}${promotes ? 'q' : ''}`);
  };
  const status = statusText(game);
  return (
    <Card title="Play against it" note="pawns promote to queens">
      <div class="card-body play">
        <Board
          fen={step.fen}
          lastMove={step.move}
          check={step.check}
          turn={step.turn}
          orientation={side}
          coordinates
          {...(dests ? { dests } : {})}
          onMove={onMove}
          label={`Board, ${status}`}
        />
        <p class="play-status" aria-live="polite">
          <b>{status}</b>
          {reply && <ReplyText reply={reply} />}
        </p>
        {failure && (
          <button type="button" onClick={game.retry}>
            Try again
          </button>
        )}
        <PlayControls game={game} temperature={temperature} onTemperature={setTemperature} />
        <MoveEntry key={sanMoves.length} enabled={isUsersTurn} onMove={game.play} position={position} />
        {sanMoves.length > 0 && <p class="small soft line">{moveText(sanMoves)}</p>}
      </div>
    </Card>
  );
}

/** What the checkpoint expected when it chose its last move. */
function ReplyText({ reply: { outcome, legalShare, guarded } }: { readonly reply: MoveReply }) {
  const expected = `win ${percent(outcome.win)}, draw ${percent(outcome.draw)}, lose ${percent(outcome.loss)}`;
  return (
    <span class="small soft">
      {' '}
      It expects to {expected}; legal share {percent(legalShare, 1)}
      {guarded && '; the guard changed or decided the move'}.
    </span>
  );
}

interface PlayControlsProps {
  readonly game: Play;
  readonly temperature: number;
  readonly onTemperature: (temperature: number) => void;
}

function PlayControls({ game, temperature, onTemperature }: PlayControlsProps) {
  const waiting = !game.isUsersTurn && game.end === null && !game.failure;
  return (
    <div class="play-keys">
      <button type="button" onClick={() => game.start('white')}>
        New, as White
      </button>
      <button type="button" onClick={() => game.start('black')}>
        New, as Black
      </button>
      <button type="button" disabled={game.sanMoves.length === 0 || waiting} onClick={game.takeBack}>
        Take back
      </button>
      <label>
        <span class="small soft">Temperature</span>
        <select value={String(temperature)} onChange={(event) => onTemperature(Number(event.currentTarget.value))}>
          {TEMPERATURES.map((option) => (
            <option key={option} value={String(option)}>
              {option}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

interface MoveEntryProps {
  readonly enabled: boolean;
  /** Called with a legal move in UCI notation. */
  readonly onMove: (uci: string) => void;
  readonly position: Chess;
}

/** Moves by keyboard, since the board can only be used with a pointer. */
function MoveEntry({ enabled, onMove, position }: MoveEntryProps) {
  const [text, setText] = useState('');
  const [invalid, setInvalid] = useState(false);
  return (
    <form
      class="chat-form"
      onSubmit={(event) => {
        event.preventDefault();
        const uci = typedMove(position, text);
        setInvalid(uci === null);
        if (uci !== null) onMove(uci);
      }}
    >
      <input
        aria-label="Your move in letters"
        placeholder="or type it: e4, Nf3, e7e8n"
        maxLength={8}
        disabled={!enabled}
        aria-invalid={invalid}
        value={text}
        onInput={(event) => {
          setInvalid(false);
          setText(event.currentTarget.value);
        }}
      />
      <button type="submit" disabled={!enabled || text.trim() === ''}>
        Move
      </button>
    </form>
  );
}
