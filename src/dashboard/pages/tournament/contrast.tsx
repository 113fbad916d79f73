import type { ContrastRun, Verdict } from '../../../spec/api/index.js';
import { Card, Forest, percent, signed } from '../../parts/index.js';
import type { CardContext } from './context.js';
import { ContrastPlot } from './contrast-plot.js';

interface ContrastCardProps extends CardContext {
  readonly verdict: Verdict;
  readonly contrast: ContrastRun | undefined;
}

/** The verdict, or what may be concluded so far, with the contrast by block and by replicate. */
export function ContrastCard({ verdict, contrast, names, tournament }: ContrastCardProps) {
  const run = contrast?.run;
  const isFinal = verdict.complete || tournament.state === 'finished';
  const tone = /stronger$/.test(verdict.state) ? 'found' : verdict.state === 'invalid' ? 'wrong' : '';
  const arms = verdict.contrast?.arms.map(names.arm);
  return (
    <Card title={isFinal ? 'Verdict' : 'Contrast so far'} note={arms && `${arms[0]} minus ${arms[1]}`}>
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
            The first block is not complete. A block consists of all games of one replicate; the contrast is plotted
            block by block.
          </p>
        )}
        <div class="halves">
          {run && run.steps.length > 0 && (
            <figure>
              <figcaption class="small soft">
                By block: difference in share of points. The confidence sequence covers the mean at all blocks
                simultaneously with {percent(1 - run.alpha)} confidence.
              </figcaption>
              <ContrastPlot steps={run.steps} planned={run.planned} alpha={run.alpha} />
            </figure>
          )}
          {verdict.contrast && verdict.contrast.differences.length > 0 && (
            <ReplicateFigure contrast={verdict.contrast} />
          )}
        </div>
      </div>
    </Card>
  );
}

/** The difference of the two arms in each replicate, with the mean and its interval. */
function ReplicateFigure({ contrast }: { readonly contrast: NonNullable<Verdict['contrast']> }) {
  const { scale, differences, mean, low, high } = contrast;
  return (
    <figure>
      <figcaption class="small soft">
        {scale === 'elo' ? 'Elo' : 'Share of points'} by replicate
        {low === null ? '; the interval is computed after the last game' : ', with the mean and its 95 % interval'}
      </figcaption>
      <Forest
        rows={differences.map(({ replicate, difference }) => ({
          label: `replicate ${replicate}`,
          value: difference,
          low: null,
          high: null,
        }))}
        total={mean === null ? null : { label: 'mean', value: mean, low, high }}
        text={scale === 'elo' ? (value) => signed(value, 0) : (value) => signed(100 * value, 1)}
        label="Difference by replicate"
      />
    </figure>
  );
}
