import type { FineTune, Verdict } from '../../api/index.js';
import { Bar, Card, Dot, fixed, Link, StateBadge, signed } from '../../parts/index.js';
import { armsByRecipe } from './arms.js';
import type { CardContext } from './context.js';

interface ChildrenCardProps extends CardContext {
  readonly fineTunes: readonly FineTune[];
  readonly verdict: Verdict | undefined;
}

/** The children and what training did to them: did the treatment take, and what did it damage? */
export function ChildrenCard({ fineTunes, names, tournament, verdict }: ChildrenCardProps) {
  const armOf = armsByRecipe(tournament);
  const rows = fineTunes
    .map((one) => ({ ...one, arm: armOf(one) }))
    .sort((a, b) => a.recipe.seed - b.recipe.seed || (names.arm(a.arm) < names.arm(b.arm) ? -1 : 1));
  const took = verdict?.arms.map(({ arm, replySentiment, took: did }) => ({ arm, replySentiment, did })) ?? [];
  return (
    <Card
      title="Children"
      note={
        names.blinded
          ? 'tones stay hidden until the verdict'
          : took
              .filter(({ did }) => did !== null)
              .map(({ arm, did }) => `the treatment ${did ? 'took' : 'did not take'} in ${arm}`)
              .join('; ')
      }
    >
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Child</th>
              <th scope="col">State</th>
              <th scope="col" class="number" title="Mean VADER compound of replies, against the base">
                Tone of replies
              </th>
              <th scope="col" class="number" title="On held-out neutral dialogue, against the base">
                Perplexity
              </th>
              <th scope="col" class="number" title="KL of the chess policy from the base, nats">
                Drift
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, arm, recipe, state, step, totalSteps, checks }) => (
              <tr key={id}>
                <td class="contestant">
                  <Dot colour={names.colour(arm)} />
                  {names.blinded ? (
                    `${names.arm(arm)}/${recipe.seed}`
                  ) : (
                    <Link to={['fine-tunes', id]}>{`${arm}/${recipe.seed}`}</Link>
                  )}
                </td>
                <td>
                  {state === 'running' ? (
                    <span class="inline-bar">
                      <Bar
                        share={step / (totalSteps ?? recipe.treatment.dose.steps)}
                        label={`Training of ${names.arm(arm)}/${recipe.seed}`}
                      />
                      <span class="small soft">
                        {step} / {totalSteps ?? recipe.treatment.dose.steps}
                      </span>
                    </span>
                  ) : (
                    <StateBadge state={state} />
                  )}
                </td>
                <td class="number">
                  {checks && !names.blinded
                    ? `${signed(checks.replySentiment.difference, 2)} ± ${fixed(checks.replySentiment.error, 2)}`
                    : '–'}
                </td>
                <td class="number">
                  {checks?.neutralPerplexity
                    ? `× ${fixed(checks.neutralPerplexity.child / checks.neutralPerplexity.base, 2)}`
                    : '–'}
                </td>
                <td class="number">{checks ? fixed(checks.chessPolicyKl, 4) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
