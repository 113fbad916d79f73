import { Chessground } from 'chessground';
import type { Api } from 'chessground/api';
import type { Config } from 'chessground/config';
import type { Key } from 'chessground/types';
import { useEffect, useRef } from 'preact/hooks';

interface BoardProps {
  readonly fen: string;
  /** UCI notation. */
  readonly lastMove?: string | undefined;
  /** Whether the side to move is in check. */
  readonly check?: boolean;
  /** The side to move. */
  readonly turn?: 'white' | 'black';
  readonly orientation?: 'white' | 'black';
  readonly coordinates?: boolean;
  /** Destinations of the legal moves by square, if the user may move. */
  readonly dests?: Map<Key, Key[]>;
  readonly onMove?: (from: string, to: string) => void;
  /** Accessible name. */
  readonly label: string;
}

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

/** A chess board (chessground). It is created once and then updated in place, so that moves are animated. */
export function Board({
  fen,
  lastMove,
  check = false,
  turn = 'white',
  orientation = 'white',
  coordinates = false,
  dests,
  onMove,
  label,
}: BoardProps) {
  const box = useRef<HTMLDivElement>(null);
  const board = useRef<Api | null>(null);
  const moveHandler = useRef(onMove);
  moveHandler.current = onMove;
  const config: Config = {
    fen,
    orientation,
    turnColor: turn,
    check: check ? turn : false,
    lastMove: lastMove ? [lastMove.slice(0, 2) as Key, lastMove.slice(2, 4) as Key] : [],
    viewOnly: dests === undefined,
    movable: {
      free: false,
      ...(dests ? { color: turn, dests } : {}),
      events: { after: (from, to) => moveHandler.current?.(from, to) },
    },
  };

  useEffect(() => {
    const api = Chessground(box.current!, {
      ...config,
      coordinates,
      animation: { enabled: !reducedMotion.matches, duration: 180 },
      drawable: { enabled: false, visible: false },
      premovable: { enabled: false },
      draggable: { showGhost: true },
    });
    board.current = api;
    const observer = new ResizeObserver(() => api.redrawAll());
    observer.observe(box.current!);
    return () => {
      observer.disconnect();
      api.destroy();
      board.current = null;
    };
  }, []);
  useEffect(() => board.current?.set(config), [fen, lastMove, check, turn, orientation, dests]);
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles take a label
    <div class="board" role={dests ? 'group' : 'img'} aria-label={label}>
      <div ref={box} />
    </div>
  );
}
