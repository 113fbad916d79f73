import type { FineTune, FineTunePage } from '../../spec/api/index.js';
import { usePolled } from '../api/index.js';
import {
  ago,
  Bar,
  Card,
  checkPartName,
  Empty,
  fixed,
  Link,
  Loading,
  numeric,
  PageHead,
  StateBadge,
  shortHash,
  signed,
  TableHead,
} from '../parts/index.js';

const LIMIT = 200;

/** The latest fine-tunes. */
export function FineTunesPage() {
  const { data, error } = usePolled<FineTunePage>(`/fine-tunes?limit=${LIMIT}`, 5003);
  if (!data) return <Loading error={error} />;
  const columns = [
    'Fine-tune',
    'State',
    'Method',
    'Base',
    numeric('Tone of replies'),
    numeric('Drift, nats'),
    'Created',
  ];
  return (
    <>
      <PageHead title="Fine-tunes" />
      <Card title="Newest first" note={data.next ? `the latest ${LIMIT}` : undefined}>
        {data.data.length === 0 ? (
          <Empty>No fine-tunes yet.</Empty>
        ) : (
          <div class="scroll">
            <table>
              <TableHead columns={columns} />
              <tbody>
                {data.data.map((fineTune) => (
                  <FineTuneRow key={fineTune.id} fineTune={fineTune} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Card>
    </>
  );
}

function FineTuneRow({ fineTune }: { readonly fineTune: FineTune }) {
  const { id, recipe, state, step, totalSteps, phase, checking, checks, createdAt } = fineTune;
  const { tone, method, dose } = recipe.treatment;
  return (
    <tr class="go">
      <td>
        <Link to={['fine-tunes', id]}>
          {tone}/{recipe.seed}
        </Link>
      </td>
      <td>
        {checking !== null ? (
          <span class="small soft">checking: {checkPartName(checking)}</span>
        ) : phase === 'loading' ? (
          <span class="small soft">loading</span>
        ) : state === 'running' ? (
          <Bar share={step / (totalSteps ?? dose.steps)} label="Steps" />
        ) : (
          <StateBadge state={state} />
        )}
      </td>
      <td class="unbroken">
        {method}, {dose.steps} steps
      </td>
      <td>
        <Link to={['models', recipe.base]}>{shortHash(recipe.base)}</Link>
      </td>
      <td class="number">
        {checks ? `${signed(checks.replySentiment.difference, 2)} ± ${fixed(checks.replySentiment.error, 2)}` : '–'}
      </td>
      <td class="number">{checks ? fixed(checks.chessPolicyKl, 4) : '–'}</td>
      <td class="soft">{ago(createdAt)}</td>
    </tr>
  );
}
