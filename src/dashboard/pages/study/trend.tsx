import type { Trend } from '../../../spec/api/index.js';
import { Card, differenceText, Empty, niceTicks, unitText, useWidth } from '../../parts/index.js';

/** Pixels. */
const [HEIGHT, LEFT, BOTTOM, TOP] = [260, 48, 40, 8];
/** Mean width of a character of a level's name, pixels. */
const CHARACTER_WIDTH = 6.2;

/** Shortens `32 examples x 2 steps` to `32 x 2` if it has more than `maxLength` characters. */
const shorten = (level: string, maxLength: number): string =>
  level.length <= maxLength ? level : level.replace(/ (examples|steps)/g, '');

/** The difference of the two arms at each level of the axis that the study declared a trend over. */
export function TrendCard({ trend }: { readonly trend: Trend }) {
  const { levels, axis, scale, line } = trend;
  const [box, width] = useWidth<HTMLDivElement>(520);
  const values = levels.flatMap(({ mean, low, high }) => (mean === null ? [] : [mean, low ?? mean, high ?? mean]));
  return (
    <Card title="Trend" note={`over ${axis}, ${unitText(scale)}`}>
      <div class="card-body">
        <div ref={box}>
          {values.length === 0 ? (
            <Empty>No level has a complete replicate yet.</Empty>
          ) : (
            <TrendPlot trend={trend} values={values} width={width} />
          )}
        </div>
        <p class="small">{line}</p>
      </div>
    </Card>
  );
}

interface TrendPlotProps {
  readonly trend: Trend;
  /** Means and ends of intervals, not empty. */
  readonly values: readonly number[];
  /** Pixels. */
  readonly width: number;
}

function TrendPlot({ trend: { levels, scale }, values, width }: TrendPlotProps) {
  const [least, greatest] = [Math.min(0, ...values), Math.max(0, ...values)];
  const margin = (greatest - least) * 0.1 || 1;
  const [low, high] = [least - margin, greatest + margin];
  const x = (i: number): number => LEFT + ((width - LEFT) * (i + 0.5)) / Math.max(1, levels.length);
  const y = (value: number): number => TOP + ((HEIGHT - TOP - BOTTOM) * (high - value)) / (high - low);
  const points = levels.flatMap(({ mean }, i) => (mean === null ? [] : [`${x(i)},${y(mean)}`]));
  const texts = levels.map(({ level, mean }) => `${level} ${mean === null ? 'unknown' : differenceText(scale, mean)}`);
  const maxLength = Math.floor((width - LEFT) / levels.length / CHARACTER_WIDTH);
  return (
    <svg
      viewBox={`0 0 ${width} ${HEIGHT}`}
      height={HEIGHT}
      class="drawn-wide"
      role="img"
      aria-label={`Difference by level: ${texts.join(', ')}`}
    >
      {niceTicks({ low, high }, 5).map((tick) => (
        <g key={tick}>
          <line x1={LEFT} x2={width} y1={y(tick)} y2={y(tick)} class={tick === 0 ? 'zero' : 'grid'} />
          <text x={LEFT - 6} y={y(tick) + 4} text-anchor="end">
            {tick === 0 ? '0' : differenceText(scale, tick)}
          </text>
        </g>
      ))}
      <polyline points={points.join(' ')} style={{ fill: 'none', stroke: 'var(--accent)', strokeWidth: 1.6 }} />
      {levels.map((level, i) => (
        <Level key={level.level} level={level} x={x(i)} y={y} maxLength={maxLength} />
      ))}
    </svg>
  );
}

interface LevelProps {
  readonly level: Trend['levels'][number];
  readonly x: number;
  readonly y: (value: number) => number;
  /** Characters of the name that fit below the plot. */
  readonly maxLength: number;
}

/** One level: its name, number of replicates, mean and interval. */
const Level = ({ level: { level, replicates, mean, low, high }, x, y, maxLength }: LevelProps) => (
  <g>
    <text x={x} y={HEIGHT - 22} text-anchor="middle">
      {shorten(level, maxLength)}
      <title>{level}</title>
    </text>
    <text x={x} y={HEIGHT - 7} text-anchor="middle">
      n = {replicates}
    </text>
    {low !== null && high !== null && (
      <line x1={x} x2={x} y1={y(low)} y2={y(high)} style={{ stroke: 'var(--accent)', strokeWidth: 2 }} />
    )}
    {mean !== null && <circle cx={x} cy={y(mean)} r={4.5} style={{ fill: 'var(--accent)' }} />}
  </g>
);
