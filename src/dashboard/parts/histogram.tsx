import { integer } from './format.js';

interface HistogramProps {
  readonly counts: readonly number[];
  /** The label of each bar. */
  readonly labels: readonly string[];
  /** CSS colour of each bar; the accent colour by default. */
  readonly colours?: readonly string[];
  readonly label: string;
  /** Only every n-th bar has its label written below. */
  readonly every?: number;
  /** Width of the coordinate system. The drawing is scaled to its container, so a smaller width gives larger text. */
  readonly width?: number;
}

const HEIGHT = 170;
const LABEL_HEIGHT = 20;

/** Counts as bars. */
export function Histogram({ counts, labels, colours, label, every = 1, width = 640 }: HistogramProps) {
  const highest = Math.max(1, ...counts);
  const step = width / Math.max(1, counts.length);
  return (
    <svg
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-label={`${label}: ${counts.map((count, i) => `${labels[i]} ${integer(count)}`).join(', ')}`}
    >
      <line x1={0} x2={width} y1={HEIGHT - LABEL_HEIGHT} y2={HEIGHT - LABEL_HEIGHT} class="axis" />
      {counts.map((count, i) => {
        const height = ((HEIGHT - LABEL_HEIGHT - 6) * count) / highest;
        return (
          <g key={labels[i]}>
            <rect
              x={i * step + step * 0.08}
              y={HEIGHT - LABEL_HEIGHT - height}
              width={step * 0.84}
              height={height}
              rx={1.5}
              style={{ fill: colours?.[i] ?? 'var(--accent)' }}
            >
              <title>
                {labels[i]}: {integer(count)}
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
