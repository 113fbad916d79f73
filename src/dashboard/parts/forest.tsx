import { niceTicks } from './ticks.js';
import { useWidth } from './width.js';

interface ForestRow {
  readonly label: string;
  readonly value: number;
  /** Ends of the interval; null without one. */
  readonly low: number | null;
  readonly high: number | null;
  readonly href?: string;
}
interface ForestProps {
  readonly rows: readonly ForestRow[];
  /** The combined effect, drawn as a diamond in the last row. */
  readonly total: ForestRow | null;
  /** Formats a value. */
  readonly text: (value: number) => string;
  /** Accessible name. */
  readonly label: string;
}

/** Pixels: width of the column of values, height of a row, margin at the top. */
const [VALUE_WIDTH, ROW_HEIGHT, TOP] = [58, 23, 4];
/** Mean width of a character of the labels, pixels. */
const CHARACTER_WIDTH = 6.6;

interface RowProps {
  readonly row: ForestRow;
  /** Vertical centre, pixels. */
  readonly y: number;
  /** Right end of the label and left end of the value, pixels. */
  readonly labelEnd: number;
  readonly valueStart: number;
  readonly maxCharacters: number;
  readonly x: (value: number) => number;
  readonly text: (value: number) => string;
  readonly isTotal: boolean;
}

function Row({ row, y, labelEnd, valueStart, maxCharacters, x, text, isTotal }: RowProps) {
  const { label, value, low, high, href } = row;
  const name = (
    <text x={labelEnd} y={y + 4} text-anchor="end" class={isTotal ? 'strong' : undefined}>
      {label.length > maxCharacters ? `${label.slice(0, maxCharacters - 1)}…` : label}
      <title>{label}</title>
    </text>
  );
  return (
    <g>
      {href ? <a href={href}>{name}</a> : name}
      {low !== null && high !== null && (
        <line
          x1={x(low)}
          x2={x(high)}
          y1={y}
          y2={y}
          style={{ stroke: 'var(--accent)', strokeWidth: isTotal ? 2.6 : 1.6 }}
        />
      )}
      {isTotal ? (
        <path d={`M${x(value)} ${y - 6}l6 6l-6 6l-6 -6z`} style={{ fill: 'var(--accent)' }} />
      ) : (
        <rect x={x(value) - 3.5} y={y - 3.5} width={7} height={7} style={{ fill: 'var(--accent)' }} />
      )}
      <text x={valueStart} y={y + 4}>
        {text(value)}
      </text>
    </g>
  );
}

/** Forest plot: effects with their intervals in rows around a common zero. */
export function Forest({ rows, total, text, label }: ForestProps) {
  const [box, width] = useWidth<SVGSVGElement>(520);
  const all = total ? [...rows, total] : rows;
  const ends = all.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  const [least, greatest] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const margin = Math.max(1e-6, (greatest - least) * 0.08);
  const scale = { low: least - margin, high: greatest + margin };
  const maxCharacters = Math.floor(Math.min(200, width * 0.4) / CHARACTER_WIDTH);
  const left = 14 + CHARACTER_WIDTH * Math.min(maxCharacters, Math.max(...all.map((row) => row.label.length)));
  const x = (value: number): number =>
    left + ((width - left - VALUE_WIDTH) * (value - scale.low)) / (scale.high - scale.low);
  const height = TOP + all.length * ROW_HEIGHT + 24;
  return (
    <svg
      ref={box}
      viewBox={`0 0 ${width} ${height}`}
      height={height}
      class="forest drawn-wide"
      role="img"
      aria-label={`${label}: ${all.map((row) => `${row.label} ${text(row.value)}`).join(', ')}`}
    >
      {niceTicks(scale, width < 420 ? 3 : 5).map((tick) => (
        <g key={tick}>
          <line x1={x(tick)} x2={x(tick)} y1={TOP} y2={height - 20} class={tick === 0 ? 'zero' : 'grid'} />
          <text x={x(tick)} y={height - 5} text-anchor="middle">
            {tick === 0 ? '0' : text(tick)}
          </text>
        </g>
      ))}
      {all.map((row, i) => (
        <Row
          key={`${row.label}-${i}`}
          row={row}
          y={TOP + i * ROW_HEIGHT + ROW_HEIGHT / 2}
          labelEnd={left - 10}
          valueStart={width - VALUE_WIDTH + 10}
          maxCharacters={maxCharacters}
          x={x}
          text={text}
          isTotal={row === total}
        />
      ))}
    </svg>
  );
}
