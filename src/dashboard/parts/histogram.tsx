import { whole } from './format.js';

interface HistogramProps {
  readonly counts: readonly number[];
  /** What each bar stands for. */
  readonly labels: readonly string[];
  readonly colours?: readonly string[];
  readonly label: string;
  /** Every so many bars carry their label below. */
  readonly every?: number;
  /** Units of the drawing across; fewer make letters larger. */
  readonly width?: number;
}

const [HEIGHT, FOOT] = [170, 20];

export function Histogram({ counts, labels, colours, label, every = 1, width = 640 }: HistogramProps) {
  const most = Math.max(1, ...counts);
  const step = width / Math.max(1, counts.length);
  return (
    <svg
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-label={`${label}: ${counts.map((count, i) => `${labels[i]} ${whole(count)}`).join(', ')}`}
    >
      <line x1={0} x2={width} y1={HEIGHT - FOOT} y2={HEIGHT - FOOT} class="axis" />
      {counts.map((count, i) => {
        const height = ((HEIGHT - FOOT - 6) * count) / most;
        return (
          <g key={labels[i]}>
            <rect
              x={i * step + step * 0.08}
              y={HEIGHT - FOOT - height}
              width={step * 0.84}
              height={height}
              rx={1.5}
              style={{ fill: colours?.[i] ?? 'var(--accent)' }}
            >
              <title>
                {labels[i]}: {whole(count)}
              </title>
            </rect>
            {i % every === 0 && (
              <text x={(i + 0.5) * step} y={HEIGHT - 6} text-anchor="middle">
                {labels[i]}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}
