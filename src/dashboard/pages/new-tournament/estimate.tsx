import type { TournamentDryRun } from '../../../spec/api/index.js';
import { Card, dateTime, duration, Empty, ErrorMessage, Facts, integer, shortHash, si } from '../../parts/index.js';
import type { Planned } from './dry-run.js';
import { type Note, Notes, notesElsewhere } from './notes.js';
import { Power } from './power.js';

interface EstimateCardProps extends Planned {
  readonly notes: readonly Note[];
}

type Cost = TournamentDryRun['cost'];

/** Where the rates come from that the time is computed with. */
function sourceText({ measured, quick, at }: Cost['rates']): string {
  if (!measured) return 'not measured here yet: default rates';
  if (quick) return 'from a trial of a few seconds';
  return at === null ? 'measured' : `measured ${dateTime(at)}`;
}

/** The time that a plan takes, the cost, and what the plan can show. */
export function EstimateCard({ plan, problem, stale, notes }: EstimateCardProps) {
  return (
    <Card title="Cost and power" note={stale ? 'updating …' : plan && !problem && `plan ${shortHash(plan.planHash)}`}>
      <div class="card-body form" style={{ opacity: stale ? 0.6 : 1 }} aria-live="polite" aria-busy={stale}>
        {problem && <ErrorMessage error={problem} />}
        {!problem && (
          <div class="field">
            <Notes notes={notesElsewhere(notes)} />
          </div>
        )}
        {!plan && !problem && <Empty>Loading …</Empty>}
        {plan && !problem && (
          <>
            <CostFacts cost={plan.cost} />
            {plan.power && plan.spec.analysis.primary ? (
              <Power power={plan.power} alpha={plan.spec.analysis.alpha} arms={plan.spec.analysis.primary} />
            ) : (
              <h3>No contrast: a single arm</h3>
            )}
          </>
        )}
      </div>
    </Card>
  );
}

function CostFacts({ cost }: { readonly cost: Cost }) {
  const { games, contestants, fineTunes, trainingSteps, seconds, rates, flop } = cost;
  return (
    <>
      <p>
        <b>About {duration(seconds.wall)}</b> on this machine <span class="soft">({sourceText(rates)})</span>
      </p>
      <Facts
        rows={[
          ['Games', `${integer(games)} between ${contestants} contestants: ${duration(seconds.games)}`],
          [
            'Children',
            `${integer(fineTunes)}, ${integer(trainingSteps)} steps: ${duration(seconds.fineTunes)}, ` +
              `${duration(seconds.checks)} of it checks`,
          ],
          ['Compute', `${si(flop.total)}FLOP`],
        ]}
      />
    </>
  );
}
