import type { Key } from 'chessground/types';
import { Chess } from 'chessops/chess';
import { chessgroundDests } from 'chessops/compat';
import { parseFen } from 'chessops/fen';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Model } from '../../api/index.js';
import { heard, post } from '../../api/index.js';
import { replay, typedMove } from '../../chess/index.js';
import { Board, Card, percent } from '../../parts/index.js';

interface Answer {
  readonly move: string;
  readonly legalShare: number;
  readonly guarded: boolean;
  readonly outcome: { readonly win: number; readonly draw: number; readonly loss: number };
}

const TEMPERATURES = [0, 0.3, 0.5, 1];

function endOf(position: Chess, fens: readonly string[]): string | null {
  if (position.isCheckmate()) return `Checkmate: ${position.turn === 'white' ? 'Black' : 'White'} wins.`;
  if (position.isStalemate()) return 'Stalemate: a draw.';
  if (position.isInsufficientMaterial()) return 'Neither side can mate: a draw.';
  if (position.halfmoves >= 100) return 'Fifty moves without progress: a draw.';
  const place = (fen: string): string => fen.split(' ').slice(0, 4).join(' ');
  const now = place(fens[fens.length - 1]!);
  return fens.filter((fen) => place(fen) === now).length >= 3 ? 'The position stood three times: a draw.' : null;
}

/** A game against the checkpoint. Its move is asked for after each of yours. */
export function PlayCard({ model }: { readonly model: Model }) {
  const [moves, setMoves] = useState<readonly string[]>([]);
  const [side, setSide] = useState<'white' | 'black'>('white');
  const [temperature, setTemperature] = useState(0.3);
  const [answer, setAnswer] = useState<Answer>();
  const [trouble, setTrouble] = useState<string>();
  const [round, setRound] = useState(0);
  const seed = useRef(Math.floor(Math.random() * 2 ** 32));
  const steps = useMemo(() => replay(moves), [moves]);
  const step = steps[steps.length - 1]!;
  const position = useMemo(() => Chess.fromSetup(parseFen(step.fen).unwrap()).unwrap(), [step.fen]);
  const end = endOf(
    position,
    steps.map(({ fen }) => fen),
  );
  const yours = step.turn === side && end === null;
  const dests = useMemo(() => (yours ? (chessgroundDests(position) as Map<Key, Key[]>) : undefined), [position, yours]);

  useEffect(() => {
    if (end !== null || step.turn === side) return;
    let current = true;
    void heard(
      post<Answer>(`/models/${model.address}/move`, {
        fen: step.fen,
        decoding: { temperature },
        seed: (seed.current + moves.length) % 2 ** 32,
      }),
    ).then(
      (found) => {
        if (!current) return;
        setAnswer(found);
        setTrouble(undefined);
        setMoves([...moves, found.move]);
      },
      (error: Error) => current && setTrouble(error.message),
    );
    return () => void (current = false);
  }, [moves, side, round, end]);

  const onMove = (from: string, to: string): void => {
    const promotes = position.board.getRole(squareIndex(from)) === 'pawn' && /[18]$/.test(to);
    setMoves([...moves, `${from}${to}${promotes ? 'q' : ''}`]);
  };
  const start = (as: 'white' | 'black'): void => {
    setMoves([]);
    setAnswer(undefined);
    setTrouble(undefined);
    setSide(as);
  };
  const takeBack = (): void => {
    const cut = moves.length - (step.turn === side ? 2 : 1);
    setMoves(moves.slice(0, Math.max(0, cut)));
    setTrouble(undefined);
  };
  const says = end ?? (trouble ? trouble : yours ? (step.check ? 'You are in check.' : 'Your move.') : 'It thinks …');
  const line = steps.slice(1).map(({ san }, i) => (i % 2 === 0 ? `${i / 2 + 1}. ${san}` : san));
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
          label={`Board, ${says}`}
        />
        <p class="play-says" aria-live="polite">
          <b>{says}</b>
          {answer && (
            <span class="small soft">
              {' '}
              It expects to win {percent(answer.outcome.win)}, draw {percent(answer.outcome.draw)}, lose{' '}
              {percent(answer.outcome.loss)}; legal share {percent(answer.legalShare, 1)}
              {answer.guarded && '; the guard chose'}.
            </span>
          )}
        </p>
        {trouble && (
          <button
            type="button"
            onClick={() => {
              setTrouble(undefined);
              setRound(round + 1);
            }}
          >
            Ask again
          </button>
        )}
        <div class="play-keys">
          <button type="button" onClick={() => start('white')}>
            New, as White
          </button>
          <button type="button" onClick={() => start('black')}>
            New, as Black
          </button>
          <button
            type="button"
            disabled={moves.length === 0 || (!yours && end === null && !trouble)}
            onClick={takeBack}
          >
            Take back
          </button>
          <label>
            <span class="small soft">Temperature</span>
            <select value={String(temperature)} onChange={(event) => setTemperature(Number(event.currentTarget.value))}>
              {TEMPERATURES.map((one) => (
                <option key={one} value={String(one)}>
                  {one}
                </option>
              ))}
            </select>
          </label>
        </div>
        <MoveEntry key={moves.length} legal={yours} onMove={(uci) => setMoves([...moves, uci])} position={position} />
        {line.length > 0 && <p class="small soft line">{line.join(' ')}</p>}
      </div>
    </Card>
  );
}

const squareIndex = (name: string): number => name.charCodeAt(0) - 97 + 8 * (name.charCodeAt(1) - 49);

/** Moves by keyboard: the board itself needs a pointer. */
function MoveEntry({
  legal,
  onMove,
  position,
}: {
  readonly legal: boolean;
  readonly onMove: (uci: string) => void;
  readonly position: Chess;
}) {
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  return (
    <form
      class="chat-form"
      onSubmit={(event) => {
        event.preventDefault();
        const uci = typedMove(position, text);
        setWrong(uci === null);
        if (uci !== null) onMove(uci);
      }}
    >
      <input
        aria-label="Your move in letters"
        placeholder="or type it: e4, Nf3, e7e8n"
        maxLength={8}
        disabled={!legal}
        aria-invalid={wrong}
        value={text}
        onInput={(event) => {
          setWrong(false);
          setText(event.currentTarget.value);
        }}
      />
      <button type="submit" disabled={!legal || text.trim() === ''}>
        Move
      </button>
    </form>
  );
}
