import type { ContrastRun, Tournament, Verdict } from '../../../spec/api/index.js';
import { Card, differenceText, Facts, Forest, fixed, percent, unitText } from '../../parts/index.js';
import type { VerdictProps } from './card-props.js';
import { ContrastPlot } from './contrast-plot.js';
import { Looks } from './looks.js';
import { verdictText } from './verdict-text.js';

interface VerdictCardProps extends VerdictProps {
  readonly contrast: ContrastRun | undefined;
  readonly tournament: Tournament;
}

/** The verdict, or what may be concluded so far, with the contrast by block and by replicate. */
export function VerdictCard({ verdict, contrast, names, tournament }: VerdictCardProps) {
  const run = contrast?.run;
  const isFinal = verdict.complete || tournament.state === 'finished';
  const tone = /stronger$/.test(verdict.state) ? 'found' : verdict.state === 'invalid' ? 'wrong' : '';
  const arms = verdict.contrast?.arms.map(names.arm);
  return (
    <Card title={isFinal ? 'Verdict' : 'Contrast so far'} note={arms && `${arms[0]} minus ${arms[1]}`}>
      <div class="card-body contrast">
        <p class={`verdict-line ${tone}`}>
          <strong>{names.text(verdict.state)}</strong>
          <span>{verdictText(verdict, names)}</span>
        </p>
        <Remarks verdict={verdict} names={names} />
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
            <ReplicateFigure contrast={verdict.contrast} seedVariance={verdict.seedVariance} />
          )}
        </div>
        {verdict.sequential && (
          <Looks
            sequential={verdict.sequential}
            stop={tournament.spec.analysis.stop}
            confidence={verdict.contrast?.confidence ?? 0.95}
          />
        )}
      </div>
    </Card>
  );
}

/** Failed checks and warnings. Blinded, the checks are named without their messages, which may tell the tones apart. */
function Remarks({ verdict: { failedChecks, warnings }, names }: VerdictProps) {
  if (failedChecks.length + (names.blinded ? 0 : warnings.length) === 0) return null;
  return (
    <ul class="remarks small">
      {failedChecks.map(({ check, message }) => (
        <li key={message} class="wrong">
          <b>{check}</b>
          {!names.blinded && `: ${message}`}
        </li>
      ))}
      {!names.blinded && warnings.map((warning) => <li key={warning}>{warning}</li>)}
    </ul>
  );
}

/** Normal quantile of a two-sided 95 % interval. */
const Z = 1.96;

interface ReplicateFigureProps {
  readonly contrast: NonNullable<Verdict['contrast']>;
  readonly seedVariance: Verdict['seedVariance'];
}

/** The difference of the two arms in each replicate, with the mean and its interval, and how far replicates differ. */
function ReplicateFigure({ contrast, seedVariance }: ReplicateFigureProps) {
  const { scale, differences, mean, low, high, spread, confidence } = contrast;
  const bars = scale === 'elo' && differences.some(({ error }) => error != null);
  const unit = unitText(scale);
  return (
    <figure>
      <figcaption class="small soft">
        {unit[0]!.toUpperCase() + unit.slice(1)} by replicate
        {bars && ', with what the chance of its games alone leaves open (95 %)'}
        {low === null
          ? '; the interval of the mean is computed after the last game'
          : `; the mean with its ${percent(confidence)} interval`}
      </figcaption>
      <Forest
        rows={differences.map(({ replicate, difference, error }) => ({
          label: `replicate ${replicate}`,
          value: difference,
          low: bars && error != null ? difference - Z * error : null,
          high: bars && error != null ? difference + Z * error : null,
        }))}
        total={mean === null ? null : { label: 'mean', value: mean, low, high }}
        text={(value) => differenceText(scale, value)}
        label="Difference by replicate"
      />
      <Facts
        rows={[
          ['Spread between replicates', spread && spreadText(spread.deviation, spread.low, spread.high)],
          [
            'Spread of single children',
            seedVariance && spreadText(seedVariance.elo, seedVariance.low, seedVariance.high),
          ],
        ]}
      />
    </figure>
  );
}

/** A standard deviation in Elo with its 95 % interval. */
function spreadText(deviation: number, low: number, high: number | null): string {
  const ends = high === null ? `${fixed(low, 0)} or more` : `${fixed(low, 0)} … ${fixed(high, 0)}`;
  return `SD ${fixed(deviation, 0)} Elo (95 % interval ${ends})`;
}
