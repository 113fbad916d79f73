import { useEffect, useRef } from 'preact/hooks';
import type { Result } from '../../../vocabulary/index.js';
import { Card, resultText } from '../../parts/index.js';

interface MovesCardProps {
  /** SAN notation by ply; the first entry stands for the initial position. */
  readonly steps: readonly string[];
  readonly ply: number;
  readonly openingPlies: number;
  readonly onPick: (ply: number) => void;
  readonly result: Result | null;
}

/** The moves of a game in two columns. The current one is scrolled into view inside the list. */
export function MovesCard({ steps, ply, openingPlies, onPick, result }: MovesCardProps) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const box = list.current;
    const active = box?.querySelector<HTMLElement>('[aria-current]');
    if (box && active) box.scrollTop = active.offsetTop - box.clientHeight / 2; // scrollIntoView would move the page
  }, [ply, steps.length]);
  const rows = Math.ceil((steps.length - 1) / 2);
  const move = (at: number) =>
    at < steps.length ? (
      <button
        type="button"
        class={`move ${at <= openingPlies ? 'book' : ''}`}
        aria-current={at === ply ? 'step' : undefined}
        onClick={() => onPick(at)}
      >
        {steps[at]}
      </button>
    ) : (
      <span />
    );
  return (
    <Card
      title="Moves"
      class="moves-card"
      note={openingPlies > 0 ? `${openingPlies} plies of opening book` : undefined}
    >
      <ol class="moves" ref={list} tabIndex={0} aria-label="Moves">
        {Array.from({ length: rows }, (_, row) => (
          <li key={row}>
            <span class="soft">{row + 1}.</span>
            {move(2 * row + 1)}
            {move(2 * row + 2)}
          </li>
        ))}
        {result && <li class="moves-result">{resultText(result)}</li>}
      </ol>
    </Card>
  );
}
