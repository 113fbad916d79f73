import { Chess } from 'chessops/chess';
import { parseFen } from 'chessops/fen';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { MoveReply, MoveRequest } from '../../../spec/api/index.js';
import { post, trackConnection } from '../../api/index.js';
import { replay } from '../../chess/index.js';

/** Why the game is over, or null. `fens` are all positions of the game, `position` is the last one. */
function gameEnd(position: Chess, fens: readonly string[]): string | null {
  if (position.isCheckmate()) return `Checkmate: ${position.turn === 'white' ? 'Black' : 'White'} wins.`;
  if (position.isStalemate()) return 'Draw by stalemate.';
  if (position.isInsufficientMaterial()) return 'Draw by insufficient material.';
  if (position.halfmoves >= 100) return 'Draw by the fifty-move rule.';
  const withoutClocks = (fen: string): string => fen.split(' ').slice(0, 4).join(' ');
  const last = withoutClocks(fens[fens.length - 1]!);
  return fens.filter((fen) => withoutClocks(fen) === last).length >= 3 ? 'Draw by threefold repetition.' : null;
}

/** A game of the user against the checkpoint at `address`, whose move is requested after each move of the user. */
export function usePlay(address: string, temperature: number) {
  const [moves, setMoves] = useState<readonly string[]>([]);
  const [side, setSide] = useState<'white' | 'black'>('white');
  const [reply, setReply] = useState<MoveReply>();
  const [failure, setFailure] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  const firstSeed = useRef(Math.floor(Math.random() * 2 ** 32));
  const steps = useMemo(() => replay(moves), [moves]);
  const step = steps[steps.length - 1]!;
  const position = useMemo(() => Chess.fromSetup(parseFen(step.fen).unwrap()).unwrap(), [step.fen]);
  const fens = steps.map(({ fen }) => fen);
  const end = gameEnd(position, fens);

  useEffect(() => {
    if (end !== null || step.turn === side) return;
    let current = true;
    const seed = (firstSeed.current + moves.length) % 2 ** 32;
    const request: MoveRequest = { fen: step.fen, decoding: { temperature }, seed };
    void trackConnection(post<MoveReply>(`/models/${address}/move`, request)).then(
      (received) => {
        if (!current) return;
        setReply(received);
        setFailure(undefined);
        setMoves([...moves, received.move]);
      },
      (error: Error) => current && setFailure(error.message),
    );
    return () => void (current = false);
  }, [moves, side, attempt, end]);

  return {
    /** The position shown and the move that led to it. */
    step,
    position,
    side,
    /** Moves in SAN notation. */
    sanMoves: steps.slice(1).map(({ san }) => san),
    /** Why the game is over; null while it goes on. */
    end,
    /** Whether the user is to move. */
    isUsersTurn: step.turn === side && end === null,
    /** The latest move of the checkpoint. */
    reply,
    failure,
    /** Plays a move in UCI notation. */
    play: (uci: string): void => setMoves([...moves, uci]),
    /** Starts a new game as the given side. */
    start: (as: 'white' | 'black'): void => {
      setMoves([]);
      setReply(undefined);
      setFailure(undefined);
      setSide(as);
    },
    /** Takes back the user's last move and the reply to it. */
    takeBack: (): void => {
      const removed = step.turn === side ? 2 : 1;
      setMoves(moves.slice(0, Math.max(0, moves.length - removed)));
      setFailure(undefined);
    },
    /** Requests the checkpoint's move again after a failure. */
    retry: (): void => {
      setFailure(undefined);
      setAttempt(attempt + 1);
    },
  };
}

/** What `usePlay` returns. */
export type Play = ReturnType<typeof usePlay>;
