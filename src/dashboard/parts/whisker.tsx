import { signed } from './format.js';
import type { Scale } from './ticks.js';

interface WhiskerProps {
  readonly scale: Scale;
  /** Elo; null for a contestant without a rating. */
  readonly value: number | null;
  /** Half-width of the interval, Elo. */
  readonly error: number | null;
  /** One-sided bound, for a contestant that won or lost all its points. */
  readonly bound?: { readonly side: 'above' | 'below'; readonly elo: number } | null;
  readonly colour: string;
}

const WIDTH = 200;
const MIDDLE = 8;

/** Limits an x coordinate to the drawing. */
const inside = (x: number): number => Math.min(WIDTH - 1, Math.max(1, x));

interface ArrowProps {
  readonly x: number;
  readonly direction: 1 | -1;
  readonly colour: string;
}

const Arrow = ({ x, direction, colour }: ArrowProps) => (
  <path d={`M${x} ${MIDDLE}l${-5 * direction} -4v8z`} style={{ fill: colour }} />
);

interface BoundProps {
  readonly x: number;
  readonly side: 'above' | 'below';
  readonly colour: string;
}

/** A dashed line from the bound to the end of the axis. */
const Bound = ({ x, side, colour }: BoundProps) => (
  <>
    <line
      x1={inside(x)}
      x2={side === 'above' ? WIDTH - 5 : 5}
      y1={MIDDLE}
      y2={MIDDLE}
      style={{ stroke: colour, strokeDasharray: '3 2' }}
    />
    {side === 'above' ? (
      <Arrow x={WIDTH} direction={1} colour={colour} />
    ) : (
      <Arrow x={0} direction={-1} colour={colour} />
    )}
  </>
);

interface IntervalProps {
  /** Coordinates of the value and of the ends of its interval. */
  readonly x: number;
  readonly low: number;
  readonly high: number;
  readonly colour: string;
}

/** A dot with its interval, or an arrow for a value outside the axis. */
function Interval({ x, low, high, colour }: IntervalProps) {
  if (x < 0) return <Arrow x={0} direction={-1} colour={colour} />;
  if (x > WIDTH) return <Arrow x={WIDTH} direction={1} colour={colour} />;
  const ends = low === high ? [] : [low, high].filter((end) => end >= 0 && end <= WIDTH);
  return (
    <>
      <line x1={inside(low)} x2={inside(high)} y1={MIDDLE} y2={MIDDLE} style={{ stroke: colour, strokeWidth: 2 }} />
      {ends.map((end) => (
        <line
          key={end}
          x1={end}
          x2={end}
          y1={MIDDLE - 4}
          y2={MIDDLE + 4}
          style={{ stroke: colour, strokeWidth: 1.5 }}
        />
      ))}
      <circle cx={x} cy={MIDDLE} r={3.6} style={{ fill: colour }} />
    </>
  );
}

/** A rating with its interval on an axis that all rows share. A rating outside the axis is an arrow at its end. */
export function Whisker({ scale, value, error, bound = null, colour }: WhiskerProps) {
  const x = (elo: number): number => (WIDTH * (elo - scale.low)) / (scale.high - scale.low);
  const zero = x(0);
  const text = bound
    ? `${bound.side} ${signed(bound.elo, 0)}`
    : value === null
      ? 'not rated'
      : `${signed(value, 0)}${error ? ` ± ${error.toFixed(0)}` : ''}`;
  const half = error ?? 0;
  return (
    <svg class="whisker" viewBox={`0 0 ${WIDTH} 16`} role="img" aria-label={text}>
      <line x1={zero} x2={zero} y1={0} y2={16} class="zero" />
      {bound ? (
        <Bound x={x(bound.elo)} side={bound.side} colour={colour} />
      ) : value === null ? null : (
        <Interval x={x(value)} low={x(value - half)} high={x(value + half)} colour={colour} />
      )}
    </svg>
  );
}
