import type { ContrastRun, ContrastStep, Verdict } from '../../api/index.js';
import { Card, Forest, fixed, niceTicks, percent, signed, useWidth } from '../../parts/index.js';
import type { CardContext } from './context.js';

interface ContrastCardProps extends CardContext {
  readonly verdict: Verdict;
  readonly contrast: ContrastRun | undefined;
}

/** What the plan says can be said now, and how the contrast came to be where it is. */
export function ContrastCard({ verdict, contrast, names, tournament }: ContrastCardProps) {
  const run = contrast?.run;
  const done = verdict.complete || tournament.state === 'finished';
  const title = done ? 'Verdict' : 'Contrast so far';
  const tone = /stronger$/.test(verdict.state) ? 'found' : verdict.state === 'invalid' ? 'wrong' : '';
  const arms = verdict.contrast?.arms.map(names.arm);
  return (
    <Card title={title} note={arms && `${arms[0]} minus ${arms[1]}`}>
      <div class="card-body contrast">
        <p class={`verdict-line ${tone}`}>
          <strong>{names.text(verdict.state)}</strong>
          <span>{names.text(verdict.line)}</span>
        </p>
        {verdict.failedChecks.length > 0 && (
          <ul class="small">
            {verdict.failedChecks.map(({ check, message }) => (
              <li key={message}>
                <b>{check}</b>: {names.text(message)}
              </li>
            ))}
          </ul>
        )}
        {run?.steps.length === 0 && (
          <p class="small soft">
            The first block is still being played: a block has all games of one replicate, and the contrast is drawn
            block by block.
          </p>
        )}
        <div class="halves">
          {run && run.steps.length > 0 && (
            <figure>
              <figcaption class="small soft">
                Over the run: share of points, block by block. The band holds at every look together with{' '}
                {percent(1 - run.alpha)} confidence.
              </figcaption>
              <RunPlot steps={run.steps} planned={run.planned} alpha={run.alpha} />
            </figure>
          )}
          {verdict.contrast && verdict.contrast.differences.length > 0 && (
            <figure>
              <figcaption class="small soft">
                {verdict.contrast.scale === 'elo' ? 'Elo' : 'Share of points'} by replicate
                {verdict.contrast.low === null
                  ? '; an interval comes with the last game'
                  : ', with the mean and its 95 % interval'}
              </figcaption>
              <Forest
                rows={verdict.contrast.differences.map(({ replicate, difference }) => ({
                  label: `replicate ${replicate}`,
                  value: difference,
                  low: null,
                  high: null,
                }))}
                total={
                  verdict.contrast.mean === null
                    ? null
                    : {
                        label: 'mean',
                        value: verdict.contrast.mean,
                        low: verdict.contrast.low,
                        high: verdict.contrast.high,
                      }
                }
                text={
                  verdict.contrast.scale === 'elo' ? (value) => signed(value, 0) : (value) => signed(100 * value, 1)
                }
                label="Difference by replicate"
              />
            </figure>
          )}
        </div>
      </div>
    </Card>
  );
}

const [HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [200, 44, 10, 8, 26];

/** Dots are blocks (at least one), the line their running mean, the band the confidence sequence where there is one. */
function RunPlot({
  steps,
  planned,
  alpha,
}: {
  readonly steps: readonly ContrastStep[];
  readonly planned: number;
  readonly alpha: number;
}) {
  const [box, width] = useWidth<SVGSVGElement>(520);
  const values = steps.flatMap(({ difference, low, high }) => [
    difference,
    ...(low === null ? [] : [Math.max(low, -0.6)]),
    ...(high === null ? [] : [Math.min(high, 0.6)]),
  ]);
  const most = Math.max(0.05, ...values.map(Math.abs)) * 1.15;
  const x = (block: number): number => LEFT + ((width - LEFT - RIGHT) * (block - 0.5)) / Math.max(planned, 1);
  const y = (value: number): number =>
    TOP + ((HEIGHT - TOP - BOTTOM) * (most - Math.max(-most, Math.min(most, value)))) / (2 * most);
  const banded = steps.filter(({ low, high }) => low !== null || high !== null);
  const band = banded.length
    ? `M${banded.map((step) => `${x(step.blocks)} ${y(step.high ?? most)}`).join('L')}L${[...banded]
        .reverse()
        .map((step) => `${x(step.blocks)} ${y(step.low ?? -most)}`)
        .join('L')}Z`
    : '';
  const last = steps[steps.length - 1]!;
  const words = `after ${last.blocks} of ${planned} blocks the mean is ${signed(100 * last.mean, 1)} percentage points`;
  const needed = Math.ceil(Math.log2(2 / alpha));
  return (
    <>
      <svg
        ref={box}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        height={HEIGHT}
        class="run-plot drawn-wide"
        role="img"
        aria-label={`Contrast over the run: ${words}`}
      >
        {niceTicks({ low: -most, high: most }, 5).map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} class={tick === 0 ? 'zero' : 'grid'} />
            <text x={LEFT - 6} y={y(tick) + 4} text-anchor="end">
              {tick === 0 ? '0' : signed(100 * tick, most < 0.1 ? 1 : 0)}
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
          <circle
            key={step.blocks}
            cx={x(step.blocks)}
            cy={y(step.difference)}
            r={4}
            style={{ fill: 'var(--card)', stroke: 'var(--accent)', strokeWidth: 1.6 }}
          >
            <title>
              block {step.blocks}: {signed(100 * step.difference, 1)} points of a hundred
            </title>
          </circle>
        ))}
      </svg>
      <p class="small soft">
        {last.low === null && last.high === null
          ? `Nothing is bounded before ${needed} blocks can be; ${last.blocks} of ${planned} are complete. e = ${fixed(last.evidence, 2)}, 1/α = ${fixed(1 / alpha, 0)}.`
          : `Mean ${signed(100 * last.mean, 1)}, between ${last.low === null ? '−100' : signed(100 * last.low, 1)} and ${last.high === null ? '+100' : signed(100 * last.high, 1)} points of a hundred. e = ${fixed(last.evidence, 2)}, 1/α = ${fixed(1 / alpha, 0)}.`}
      </p>
    </>
  );
}
