import type { FineTune } from '../../../spec/api/index.js';
import {
  Bar,
  Card,
  checkPartName,
  Dot,
  fixed,
  Link,
  type Names,
  numeric,
  StateBadge,
  signed,
  TableHead,
} from '../../parts/index.js';
import { armsByRecipe } from './arms.js';
import type { CardContext } from './context.js';

interface ChildrenCardProps extends CardContext {
  readonly fineTunes: readonly FineTune[];
}

/** The children with what was measured on them: the tone of their replies, and side effects of the training. */
export function ChildrenCard({ fineTunes, names, tournament }: ChildrenCardProps) {
  const armsOf = armsByRecipe(tournament);
  const rows = fineTunes
    .flatMap((fineTune) => armsOf(fineTune).map((arm) => ({ fineTune, arm })))
    .sort((a, b) => a.fineTune.recipe.seed - b.fineTune.recipe.seed || (names.arm(a.arm) < names.arm(b.arm) ? -1 : 1));
  return (
    <Card title="Children" note={names.blinded && 'tones stay hidden until the verdict'}>
      <div class="scroll">
        <table>
          <TableHead
            columns={[
              'Child',
              'State',
              numeric('Tone of replies', 'Mean VADER compound of the replies minus that of the base'),
              numeric('Perplexity', 'On held-out neutral dialogue, relative to the base'),
              numeric('Drift', 'KL of the chess policy from the base, nats'),
            ]}
          />
          <tbody>
            {rows.map(({ fineTune, arm }) => (
              <ChildRow key={`${arm}/${fineTune.id}`} fineTune={fineTune} arm={arm} names={names} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

interface ChildRowProps {
  readonly fineTune: FineTune;
  readonly arm: string;
  readonly names: Names;
}

function ChildRow({ fineTune, arm, names }: ChildRowProps) {
  const { id, recipe, state, step, totalSteps, phase, checking, checks } = fineTune;
  const name = `${names.arm(arm)}/${recipe.seed}`;
  const steps = totalSteps ?? recipe.treatment.dose.steps;
  const perplexity = checks?.neutralPerplexity;
  return (
    <tr>
      <td class="contestant">
        <Dot colour={names.colour(arm)} />
        {names.blinded ? name : <Link to={['fine-tunes', id]}>{name}</Link>}
      </td>
      <td>
        {state === 'running' ? (
          <span class="inline-bar">
            <Bar share={step / steps} label={`Training of ${name}`} />
            <span class="small soft">
              {checking !== null
                ? `checking: ${checkPartName(checking)}`
                : phase === 'loading'
                  ? 'loading'
                  : `${step} / ${steps}`}
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
      <td class="number">{perplexity ? `× ${fixed(perplexity.child / perplexity.base, 2)}` : '–'}</td>
      <td class="number">{checks ? fixed(checks.chessPolicyKl, 4) : '–'}</td>
    </tr>
  );
}
