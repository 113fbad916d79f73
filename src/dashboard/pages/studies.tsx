import type { StudyPage } from '../../spec/api/index.js';
import { usePolled } from '../api/index.js';
import { ago, Bar, Card, Empty, Link, Loading, PageHead, StateBadge, TableHead } from '../parts/index.js';

/** The latest studies. */
export function StudiesPage() {
  const { data, error } = usePolled<StudyPage>('/studies?limit=100', 7001);
  if (!data) return <Loading error={error} />;
  return (
    <>
      <PageHead title="Studies" />
      <Card title="Newest first" note="many tournaments from one grid of settings">
        {data.data.length === 0 ? (
          <Empty>No studies yet. Start one with POST /studies or sentimate study run SPEC.json.</Empty>
        ) : (
          <div class="scroll">
            <table>
              <TableHead columns={['Name', 'State', 'Cells finished', 'Trend over', 'Created']} />
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
