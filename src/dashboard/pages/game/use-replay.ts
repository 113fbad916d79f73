import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import type { Game } from '../../../spec/api/index.js';
import { replay } from '../../chess/index.js';

/** Returns the ply to show next, given the current one; the result is limited to the plies of the game. */
type Move = (ply: number) => number;
const toStart: Move = () => 0;
const back: Move = (ply) => ply - 1;
const forward: Move = (ply) => ply + 1;
const toEnd: Move = () => Infinity;
const KEYS: Readonly<Record<string, Move>> = {
  ArrowRight: forward,
  ArrowLeft: back,
  ArrowDown: toEnd,
  ArrowUp: toStart,
  Home: toStart,
  End: toEnd,
};

/** Whether a key belongs to a shortcut of the browser or to an input element. */
const belongsElsewhere = (event: KeyboardEvent): boolean =>
  event.ctrlKey ||
  event.metaKey ||
  event.altKey ||
  (event.target as HTMLElement).closest('input, textarea, select, dialog') !== null;

/** Steps through a game with buttons and keys. The first ply shown is the last one of the opening. */
export function useReplay(game: Game | undefined) {
  const moves = useMemo(() => (game?.moves ?? game?.opening ?? '').split(' ').filter(Boolean), [game]);
  const steps = useMemo(() => replay(moves), [moves]);
  const openingPlies = game && game.opening !== '' ? game.opening.split(' ').length : 0;
  const [ply, setPly] = useState(0);
  const [flipped, setFlipped] = useState(false);
  useLayoutEffect(() => setPly(openingPlies), [game]); // before the first paint, which would show another position
  // from the pending ply, not the rendered one: keys repeat faster than frames are drawn
  const step = (move: Move): void => setPly((now) => Math.min(steps.length - 1, Math.max(0, move(now))));
  const flip = (): void => setFlipped((now) => !now);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (belongsElsewhere(event)) return;
      const move = KEYS[event.key];
      if (move !== undefined) {
        event.preventDefault();
        step(move);
      } else if (event.key === 'f') flip();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [steps]);

  return {
    /** All moves, UCI notation. */
    moves,
    steps,
    /** Plies of the given opening. */
    openingPlies,
    /** Number of plies played in the position shown. */
    ply,
    /** The position shown. */
    shown: steps[Math.min(ply, steps.length - 1)]!,
    setPly,
    flipped,
    flip,
    toStart: () => step(toStart),
    back: () => step(back),
    forward: () => step(forward),
    toEnd: () => step(toEnd),
  };
}

/** What `useReplay` returns. */
export type Replay = ReturnType<typeof useReplay>;
