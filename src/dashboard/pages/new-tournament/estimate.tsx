import type { ApiError, DryRun } from '../../api/index.js';
import { Card, duration, Empty, Facts, fixed, short, si, Trouble, whole } from '../../parts/index.js';

interface EstimateCardProps {
  readonly plan: DryRun | undefined;
  readonly problem: ApiError | undefined;
  readonly stale: boolean;
  readonly margin: number;
}

/** What the plan costs and what it can find, before anything is sent. */
export function EstimateCard({ plan, problem, stale, margin }: EstimateCardProps) {
  return (
    <Card title="Cost and power" note={stale ? 'working it out …' : plan && `plan ${short(plan.planHash)}`}>
      <div class="card-body form" style={{ opacity: stale ? 0.6 : 1 }} aria-live="polite" aria-busy={stale}>
        {problem && <Trouble error={problem} />}
        {!plan && !problem && <Empty>One moment …</Empty>}
        {plan && (
          <>
            <Facts
              rows={[
                ['Games', `${whole(plan.cost.games)} between ${plan.cost.contestants} contestants`],
                ['Children', `${whole(plan.cost.fineTunes)}, ${whole(plan.cost.trainingSteps)} steps in all`],
                ['Training', `about ${duration(plan.cost.seconds.fineTunes)} on one worker`],
                ['Playing', `about ${duration(plan.cost.seconds.games)} on one worker`],
                ['Computing', `${si(plan.cost.flop.total)}FLOP`],
              ]}
            />
            {plan.power && (
              <Power
                power={plan.power}
                alpha={plan.spec.analysis.alpha}
                margin={margin}
                arms={plan.spec.analysis.primary}
              />
            )}
          </>
        )}
      </div>
    </Card>
  );
}

interface PowerProps {
  readonly power: NonNullable<DryRun['power']>;
  readonly alpha: number;
  readonly margin: number;
  readonly arms: readonly string[] | null;
}

function Power({ power, alpha, margin, arms }: PowerProps) {
  return (
    <>
      <h3>{arms ? `${arms[0]} against ${arms[1]}` : 'No contrast: a single arm'}</h3>
      {arms &&
        (power.enough ? (
          <p class="small">
            With {power.replicates} replicates the smallest p is {power.smallestP.toPrecision(2)}. Found four times in
            five, if games were without end:
          </p>
        ) : (
          <p class="problem small">
            Too few replicates for a verdict: α {alpha} needs {power.needed}, here are {power.replicates} (smallest p{' '}
            {power.smallestP.toPrecision(2)}).
          </p>
        ))}
      {arms && (
        <table class="small">
          <thead>
            <tr>
              <th scope="col">Children of one arm differ by</th>
              <th scope="col" class="number">
                Visible difference
              </th>
            </tr>
          </thead>
          <tbody>
            {power.detectable.map(({ seedDeviation, elo }) => (
              <tr key={seedDeviation}>
                <td>± {seedDeviation} Elo</td>
                <td class={elo !== null && elo <= margin * 2 ? 'number' : 'number soft'}>
                  {elo === null ? '–' : `${fixed(elo, 0)} Elo`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
