import { usePolled } from '../api/poll.js';
import { Card, Empty, StateBadge, Waiting } from '../parts/bits.js';
import { ago } from '../parts/format.js';
import { Link } from '../router.js';

interface StudyRow {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly createdAt: string;
}

export function StudiesPage() {
  const { data, error } = usePolled<{ data: readonly StudyRow[] }>('/studies?limit=100', 10_007);
  if (!data) return <Waiting error={error} />;
  return (
    <>
      <div class="page-head">
        <h1>Studies</h1>
      </div>
      <Card title="Newest first" note="many tournaments from one grid of settings">
        {data.data.length === 0 ? (
          <Empty>No study yet: sentimate study run SPEC.json.</Empty>
        ) : (
          <table>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">State</th>
                <th scope="col">Created</th>
              </tr>
            </thead>
            <tbody>
              {data.data.map(({ id, name, state, createdAt }) => (
                <tr key={id} class="go">
                  <td>
                    <Link to={['studies', id]}>{name}</Link>
                  </td>
                  <td>
                    <StateBadge state={state} />
                  </td>
                  <td class="soft">{ago(createdAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Card>
    </>
  );
}
