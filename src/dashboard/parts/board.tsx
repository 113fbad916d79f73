import { Chessground } from 'chessground';
import type { Api } from 'chessground/api';
import type { Config } from 'chessground/config';
import type { Key } from 'chessground/types';
import { useEffect, useRef } from 'preact/hooks';

export interface BoardProps {
  readonly fen: string;
  readonly lastMove?: string | undefined;
  readonly check?: boolean;
  readonly turn?: 'white' | 'black';
  readonly orientation?: 'white' | 'black';
  readonly coordinates?: boolean;
  /** Legal moves by square, when a person may move. */
  readonly dests?: Map<Key, Key[]>;
  readonly onMove?: (from: string, to: string) => void;
  readonly label: string;
}

const still = matchMedia('(prefers-reduced-motion: reduce)');

/** A chess board (chessground). It is made once and then told what changed, so pieces glide and nothing flickers. */
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
  const ground = useRef<Api | null>(null);
  const move = useRef(onMove);
  move.current = onMove;
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
      events: { after: (from, to) => move.current?.(from, to) },
    },
  };

  useEffect(() => {
    const api = Chessground(box.current!, {
      ...config,
      coordinates,
      animation: { enabled: !still.matches, duration: 180 },
      drawable: { enabled: false, visible: false },
      premovable: { enabled: false },
      draggable: { showGhost: true },
    });
    ground.current = api;
    const observer = new ResizeObserver(() => api.redrawAll());
    observer.observe(box.current!);
    return () => {
      observer.disconnect();
      api.destroy();
      ground.current = null;
    };
  }, []);
  useEffect(() => ground.current?.set(config), [fen, lastMove, check, turn, orientation, dests]);
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles take a label
    <div class="board" role={dests ? 'group' : 'img'} aria-label={label}>
      <div ref={box} />
    </div>
  );
}
