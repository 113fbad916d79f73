import { signed } from './format.js';

export interface Scale {
  readonly low: number;
  readonly high: number;
}

/** Round numbers inside a scale, about `wanted` of them. */
export function niceTicks({ low, high }: Scale, wanted: number): number[] {
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= 0.7 * rough) ?? 10 * power;
  const ticks: number[] = [];
  for (let at = Math.ceil(low / step); at * step <= high; at++) ticks.push(at * step + 0);
  return ticks;
}

interface WhiskerProps {
  readonly scale: Scale;
  readonly value: number | null;
  readonly error: number | null;
  readonly bound?: { readonly side: 'above' | 'below'; readonly elo: number } | null;
  readonly colour: string;
}

const WIDTH = 200;
const MIDDLE = 8;

/** A value with its interval on a shared axis. What lies beyond the axis ends in an arrow. */
export function Whisker({ scale, value, error, bound = null, colour }: WhiskerProps) {
  const at = (elo: number): number => (WIDTH * (elo - scale.low)) / (scale.high - scale.low);
  const inside = (x: number): number => Math.min(WIDTH - 1, Math.max(1, x));
  const zero = at(0);
  const words = bound
    ? `${bound.side} ${signed(bound.elo, 0)}`
    : value === null
      ? 'not rated'
      : `${signed(value, 0)}${error ? ` ± ${error.toFixed(0)}` : ''}`;
  const arrow = (x: number, way: 1 | -1) => <path d={`M${x} ${MIDDLE}l${-5 * way} -4v8z`} style={{ fill: colour }} />;
  let mark = null;
  if (bound) {
    const x = inside(at(bound.elo));
    mark = (
      <>
        <line
          x1={x}
          x2={bound.side === 'above' ? WIDTH - 5 : 5}
          y1={MIDDLE}
          y2={MIDDLE}
          style={{ stroke: colour, strokeDasharray: '3 2' }}
        />
        {bound.side === 'above' ? arrow(WIDTH, 1) : arrow(0, -1)}
      </>
    );
  } else if (value !== null) {
    const [low, high] = [at(value - (error ?? 0)), at(value + (error ?? 0))];
    const off = at(value) < 0 ? -1 : at(value) > WIDTH ? 1 : 0;
    mark =
      off !== 0 ? (
        arrow(off === 1 ? WIDTH : 0, off)
      ) : (
        <>
          <line x1={inside(low)} x2={inside(high)} y1={MIDDLE} y2={MIDDLE} style={{ stroke: colour, strokeWidth: 2 }} />
          {[low, high].map((end) =>
            end >= 0 && end <= WIDTH && error ? (
              <line
                key={end}
                x1={end}
                x2={end}
                y1={MIDDLE - 4}
                y2={MIDDLE + 4}
                style={{ stroke: colour, strokeWidth: 1.5 }}
              />
            ) : null,
          )}
          <circle cx={at(value)} cy={MIDDLE} r={3.6} style={{ fill: colour }} />
        </>
      );
  }
  return (
    <svg class="whisker" viewBox={`0 0 ${WIDTH} 16`} role="img" aria-label={words}>
      <line x1={zero} x2={zero} y1={0} y2={16} class="zero" />
      {mark}
    </svg>
  );
}
