import type { TournamentDryRun } from '../../../spec/api/index.js';
import type { ApiError } from '../../api/index.js';
import {
  Card,
  duration,
  Empty,
  ErrorMessage,
  Facts,
  fixed,
  integer,
  numeric,
  shortHash,
  si,
  TableHead,
} from '../../parts/index.js';

interface EstimateCardProps {
  readonly plan: TournamentDryRun | undefined;
  readonly problem: ApiError | undefined;
  /** Whether `plan` and `problem` are of an earlier form. */
  readonly stale: boolean;
  /** Elo difference below which the arms count as equivalent. */
  readonly margin: number;
}

/** The cost of the plan and the differences that it can detect. */
export function EstimateCard({ plan, problem, stale, margin }: EstimateCardProps) {
  return (
    <Card title="Cost and power" note={stale ? 'updating …' : plan && `plan ${shortHash(plan.planHash)}`}>
      <div class="card-body form" style={{ opacity: stale ? 0.6 : 1 }} aria-live="polite" aria-busy={stale}>
        {problem && <ErrorMessage error={problem} />}
        {!plan && !problem && <Empty>Loading …</Empty>}
        {plan && (
          <>
            <Facts
              rows={[
                ['Games', `${integer(plan.cost.games)} between ${plan.cost.contestants} contestants`],
                ['Children', `${integer(plan.cost.fineTunes)}, ${integer(plan.cost.trainingSteps)} steps in total`],
                ['Training', `about ${duration(plan.cost.seconds.fineTunes)} on one worker`],
                ['Games take', `about ${duration(plan.cost.seconds.games)} on one worker`],
                ['Compute', `${si(plan.cost.flop.total)}FLOP`],
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
  readonly power: NonNullable<TournamentDryRun['power']>;
  readonly alpha: number;
  readonly margin: number;
  /** Ids of the two arms of the primary contrast; null for a single arm. */
  readonly arms: readonly string[] | null;
}

function Power({ power, alpha, margin, arms }: PowerProps) {
  if (!arms) return <h3>No contrast: a single arm</h3>;
  const { replicates, smallestP, needed, enough, visible } = power;
  return (
    <>
      <h3>{`${arms[0]} against ${arms[1]}`}</h3>
      {enough ? (
        <p class="small">
          With {replicates} replicates the smallest possible p is {smallestP.toPrecision(2)}. Differences that this
          plan’s games detect with 80 % power:
        </p>
      ) : (
        <p class="problem small">
          Too few replicates for a verdict: α {alpha} needs {needed}, this plan has {replicates} (smallest p{' '}
          {smallestP.toPrecision(2)}).
        </p>
      )}
      <table class="small">
        <TableHead
          columns={[
            { title: 'SD between seeds', hint: 'Assumed standard deviation of the difference between seeds' },
            numeric('Detectable difference'),
          ]}
        />
        <tbody>
          {visible.map(({ seedDeviation, elo }) => (
            <tr key={seedDeviation}>
              <td>{seedDeviation} Elo</td>
              <td class={elo !== null && elo <= margin * 2 ? 'number' : 'number soft'}>
                {elo === null ? '–' : `${fixed(elo, 0)} Elo`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
