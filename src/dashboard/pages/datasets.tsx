import type { Dataset, Page } from '../api/index.js';
import { usePolled } from '../api/index.js';
import { ago, Card, Empty, Link, short, Waiting, whole } from '../parts/index.js';

/** A count somewhere in a profile. */
export function countIn(profile: unknown, ...path: readonly string[]): number | null {
  const value = path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined),
    profile,
  );
  return typeof value === 'number' ? value : null;
}

const SIZES: Readonly<Record<Dataset['kind'], (profile: unknown) => readonly [number | null, string]>> = {
  games: (profile) => [countIn(profile, 'positions', 'train'), 'positions'],
  dialogue: (profile) => [countIn(profile, 'examples', 'train'), 'examples'],
  classifier: (profile) => [countIn(profile, 'features'), 'features'],
};

export function sizeOf({ kind, profile }: Dataset): string {
  const [count, what] = SIZES[kind](profile);
  return count === null ? '–' : `${whole(count)} ${what}`;
}

export function DatasetsPage() {
  const { data, error } = usePolled<Page<Dataset>>('/datasets?limit=200', 15_013);
  if (!data) return <Waiting error={error} />;
  return (
    <>
      <div class="page-head">
        <h1>Datasets</h1>
      </div>
      <Card title="Newest first">
        {data.data.length === 0 ? (
          <Empty>None yet: sentimate import dialogue FILE.</Empty>
        ) : (
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <th scope="col">Kind</th>
                  <th scope="col" class="number">
                    To learn from
                  </th>
                  <th scope="col">Address</th>
                  <th scope="col">Known since</th>
                </tr>
              </thead>
              <tbody>
                {data.data.map((one) => (
                  <tr key={one.address} class="go">
                    <td>
                      <Link to={['datasets', one.address]}>{one.name}</Link>
                    </td>
                    <td>{one.kind}</td>
                    <td class="number">{sizeOf(one)}</td>
                    <td>
                      <code>{short(one.address)}</code>
                    </td>
                    <td class="soft">{ago(one.createdAt)}</td>
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
