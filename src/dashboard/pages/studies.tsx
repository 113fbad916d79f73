import type { Page, StudySummary } from '../api/index.js';
import { usePolled } from '../api/index.js';
import { ago, Bar, Card, Empty, Link, StateBadge, Waiting } from '../parts/index.js';

export function StudiesPage() {
  const { data, error } = usePolled<Page<StudySummary>>('/studies?limit=100', 7001);
  if (!data) return <Waiting error={error} />;
  return (
    <>
      <div class="page-head">
        <h1>Studies</h1>
      </div>
      <Card title="Newest first" note="many tournaments from one grid of settings">
        {data.data.length === 0 ? (
          <Empty>No study yet: POST /studies or sentimate study run SPEC.json.</Empty>
        ) : (
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">State</th>
                  <th scope="col">Cells finished</th>
                  <th scope="col">Trend over</th>
                  <th scope="col">Created</th>
                </tr>
              </thead>
              <tbody>
                {data.data.map(({ id, name, state, progress, trend, createdAt }) => (
                  <tr key={id} class="go">
                    <td>
                      <Link to={['studies', id]}>{name}</Link>
                    </td>
                    <td>
                      <StateBadge state={state} />
                    </td>
                    <td>
                      <span class="inline-bar">
                        <Bar share={progress.finished / Math.max(1, progress.cells)} label={`Cells of ${name}`} />
                        <span class="small soft">
                          {progress.finished} / {progress.cells}
                        </span>
                      </span>
                    </td>
                    <td>{trend?.axis ?? '–'}</td>
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
