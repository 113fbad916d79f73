import { niceTicks } from './whisker.js';
import { useWidth } from './width.js';

export interface ForestRow {
  readonly label: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly href?: string;
}
interface ForestProps {
  readonly rows: readonly ForestRow[];
  readonly total: ForestRow | null;
  readonly text: (value: number) => string;
  readonly label: string;
}

const [RIGHT, LINE, TOP] = [58, 23, 4];
/** A letter of the labels, in pixels. */
const LETTER = 6.6;

/** Effects one below the other around a common zero; the last row is what they amount to together. */
export function Forest({ rows, total, text, label }: ForestProps) {
  const [box, width] = useWidth<SVGSVGElement>(520);
  const all = total ? [...rows, total] : rows;
  const ends = all.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  const room = Math.max(1e-6, (Math.max(0, ...ends) - Math.min(0, ...ends)) * 0.08);
  const scale = { low: Math.min(0, ...ends) - room, high: Math.max(0, ...ends) + room };
  const most = Math.floor(Math.min(200, width * 0.4) / LETTER); // letters of a label
  const left = 14 + LETTER * Math.min(most, Math.max(...all.map((one) => one.label.length)));
  const x = (value: number): number => left + ((width - left - RIGHT) * (value - scale.low)) / (scale.high - scale.low);
  const height = TOP + all.length * LINE + 24;
  const row = (one: ForestRow, i: number, diamond: boolean) => {
    const y = TOP + i * LINE + LINE / 2;
    const name = (
      <text x={left - 10} y={y + 4} text-anchor="end" class={diamond ? 'strong' : undefined}>
        {one.label.length > most ? `${one.label.slice(0, most - 1)}…` : one.label}
        <title>{one.label}</title>
      </text>
    );
    return (
      <g key={`${one.label}-${i}`}>
        {one.href ? <a href={one.href}>{name}</a> : name}
        {one.low !== null && one.high !== null && (
          <line
            x1={x(one.low)}
            x2={x(one.high)}
            y1={y}
            y2={y}
            style={{ stroke: 'var(--accent)', strokeWidth: diamond ? 2.6 : 1.6 }}
          />
        )}
        {diamond ? (
          <path d={`M${x(one.value)} ${y - 6}l6 6l-6 6l-6 -6z`} style={{ fill: 'var(--accent)' }} />
        ) : (
          <rect x={x(one.value) - 3.5} y={y - 3.5} width={7} height={7} style={{ fill: 'var(--accent)' }} />
        )}
        <text x={width - RIGHT + 10} y={y + 4}>
          {text(one.value)}
        </text>
      </g>
    );
  };
  return (
    <svg
      ref={box}
      viewBox={`0 0 ${width} ${height}`}
      height={height}
      class="forest drawn-wide"
      role="img"
      aria-label={`${label}: ${all.map((one) => `${one.label} ${text(one.value)}`).join(', ')}`}
    >
      {niceTicks(scale, width < 420 ? 3 : 5).map((tick) => (
        <g key={tick}>
          <line x1={x(tick)} x2={x(tick)} y1={TOP} y2={height - 20} class={tick === 0 ? 'zero' : 'grid'} />
          <text x={x(tick)} y={height - 5} text-anchor="middle">
            {tick === 0 ? '0' : text(tick)}
          </text>
        </g>
      ))}
      {rows.map((one, i) => row(one, i, false))}
      {total && row(total, rows.length, true)}
    </svg>
  );
}
