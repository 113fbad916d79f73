import type { FineTune, Page } from '../api/index.js';
import { usePolled } from '../api/index.js';
import { ago, Bar, Card, Empty, fixed, Link, StateBadge, short, signed, Waiting } from '../parts/index.js';

export function FineTunesPage() {
  const { data, error } = usePolled<Page<FineTune>>('/fine-tunes?limit=200', 5003);
  if (!data) return <Waiting error={error} />;
  return (
    <>
      <div class="page-head">
        <h1>Fine-tunes</h1>
      </div>
      <Card title="Newest first" note={data.next ? 'the last 200' : undefined}>
        {data.data.length === 0 ? (
          <Empty>Nothing has been fine-tuned yet.</Empty>
        ) : (
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">Run</th>
                  <th scope="col">State</th>
                  <th scope="col">Method</th>
                  <th scope="col">Base</th>
                  <th scope="col" class="number">
                    Tone of replies
                  </th>
                  <th scope="col" class="number">
                    Drift, nats
                  </th>
                  <th scope="col">Asked for</th>
                </tr>
              </thead>
              <tbody>
                {data.data.map(({ id, recipe, state, step, totalSteps, checks, createdAt }) => (
                  <tr key={id} class="go">
                    <td>
                      <Link to={['fine-tunes', id]}>
                        {recipe.treatment.tone}/{recipe.seed}
                      </Link>
                    </td>
                    <td>
                      {state === 'running' ? (
                        <Bar share={step / (totalSteps ?? recipe.treatment.dose.steps)} label="Steps" />
                      ) : (
                        <StateBadge state={state} />
                      )}
                    </td>
                    <td class="unbroken">
                      {recipe.treatment.method}, {recipe.treatment.dose.steps} steps
                    </td>
                    <td>
                      <Link to={['models', recipe.base]}>{short(recipe.base)}</Link>
                    </td>
                    <td class="number">
                      {checks
                        ? `${signed(checks.replySentiment.difference, 2)} ± ${fixed(checks.replySentiment.error, 2)}`
                        : '–'}
                    </td>
                    <td class="number">{checks ? fixed(checks.chessPolicyKl, 4) : '–'}</td>
                    <td class="soft">{ago(createdAt)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
    </>
  );
}
