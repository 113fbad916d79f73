import type { ContrastRun } from '../../../spec/api/index.js';
import { fixed, niceTicks, signed, useWidth } from '../../parts/index.js';

type Run = NonNullable<ContrastRun['run']>;
type ContrastStep = Run['steps'][number];

/** Pixels. */
const [HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [200, 44, 10, 8, 26];
/** Bounds are not drawn beyond this difference, so that wide ones do not flatten the plot. */
const MAX_BOUND = 0.6;

/** The outline of the confidence sequence as an SVG path; empty if there is none yet. Open ends reach `limit`. */
function bandPath(
  steps: readonly ContrastStep[],
  x: (block: number) => number,
  y: (value: number) => number,
  limit: number,
): string {
  const bounded = steps.filter(({ low, high }) => low !== null || high !== null);
  if (bounded.length === 0) return '';
  const upper = bounded.map(({ blocks, high }) => `${x(blocks)} ${y(high ?? limit)}`);
  const lower = bounded.map(({ blocks, low }) => `${x(blocks)} ${y(low ?? -limit)}`).reverse();
  return `M${upper.join('L')}L${lower.join('L')}Z`;
}

/** The state of the sequence after the last complete block, in words. */
function summary({ steps, planned, alpha }: Pick<Run, 'steps' | 'planned' | 'alpha'>): string {
  const { blocks, mean, low, high, evidence } = steps[steps.length - 1]!;
  const eValue = `e = ${fixed(evidence, 2)}, 1/α = ${fixed(1 / alpha, 0)}.`;
  if (low === null && high === null) {
    const needed = Math.ceil(Math.log2(2 / alpha));
    return `No bound before ${needed} complete blocks; ${blocks} of ${planned} are complete. ${eValue}`;
  }
  const lower = low === null ? '−100' : signed(100 * low, 1);
  const upper = high === null ? '+100' : signed(100 * high, 1);
  return `Mean ${signed(100 * mean, 1)}, between ${lower} and ${upper} percentage points. ${eValue}`;
}

/** Blocks as dots, their running mean as a line, and the confidence sequence as a band. `steps` is not empty. */
export function ContrastPlot({ steps, planned, alpha }: Pick<Run, 'steps' | 'planned' | 'alpha'>) {
  const [box, width] = useWidth<SVGSVGElement>(520);
  const values = steps.flatMap(({ difference, low, high }) => [
    difference,
    ...(low === null ? [] : [Math.max(low, -MAX_BOUND)]),
    ...(high === null ? [] : [Math.min(high, MAX_BOUND)]),
  ]);
  const limit = Math.max(0.05, ...values.map(Math.abs)) * 1.15;
  const x = (block: number): number => LEFT + ((width - LEFT - RIGHT) * (block - 0.5)) / Math.max(planned, 1);
  const y = (value: number): number =>
    TOP + ((HEIGHT - TOP - BOTTOM) * (limit - Math.max(-limit, Math.min(limit, value)))) / (2 * limit);
  const band = bandPath(steps, x, y, limit);
  const last = steps[steps.length - 1]!;
  const text = `after ${last.blocks} of ${planned} blocks the mean is ${signed(100 * last.mean, 1)} percentage points`;
  return (
    <>
      <svg
        ref={box}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        height={HEIGHT}
        class="run-plot drawn-wide"
        role="img"
        aria-label={`Contrast by block: ${text}`}
      >
        {niceTicks({ low: -limit, high: limit }, 5).map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} class={tick === 0 ? 'zero' : 'grid'} />
            <text x={LEFT - 6} y={y(tick) + 4} text-anchor="end">
              {tick === 0 ? '0' : signed(100 * tick, limit < 0.1 ? 1 : 0)}
            </text>
          </g>
        ))}
        {Array.from({ length: planned }, (_, i) => i + 1).map((block) => (
          <text key={block} x={x(block)} y={HEIGHT - 8} text-anchor="middle">
            {planned <= (width - LEFT) / 22 || block % 5 === 0 ? block : ''}
          </text>
        ))}
        {band && <path d={band} style={{ fill: 'var(--accent)', opacity: 0.16 }} />}
        {steps.length > 1 && (
          <polyline
            points={steps.map((step) => `${x(step.blocks)},${y(step.mean)}`).join(' ')}
            style={{ fill: 'none', stroke: 'var(--accent)', strokeWidth: 2 }}
          />
        )}
        {steps.map((step) => (
          <BlockDot key={step.blocks} step={step} cx={x(step.blocks)} cy={y(step.difference)} />
        ))}
      </svg>
      <p class="small soft">{summary({ steps, planned, alpha })}</p>
    </>
  );
}

interface BlockDotProps {
  readonly step: ContrastStep;
  readonly cx: number;
  readonly cy: number;
}

const BlockDot = ({ step, cx, cy }: BlockDotProps) => (
  <circle cx={cx} cy={cy} r={4} style={{ fill: 'var(--card)', stroke: 'var(--accent)', strokeWidth: 1.6 }}>
    <title>
      block {step.blocks}: {signed(100 * step.difference, 1)} percentage points
    </title>
  </circle>
);
