import type { Dataset, DatasetPage } from '../../spec/api/index.js';
import { usePolled } from '../api/index.js';
import { ago, Card, Empty, integer, Link, Loading, numeric, PageHead, shortHash, TableHead } from '../parts/index.js';

/** How much there is to learn from. */
function sizeText(profile: Dataset['profile']): string {
  switch (profile.kind) {
    case 'games':
      return `${integer(profile.positions.train)} positions`;
    case 'dialogue':
      return `${integer(profile.examples.train)} examples`;
    case 'classifier':
      return `${integer(profile.features)} features`;
  }
}

/** The imported datasets. */
export function DatasetsPage() {
  const { data, error } = usePolled<DatasetPage>('/datasets?limit=200', 15_013);
  if (!data) return <Loading error={error} />;
  return (
    <>
      <PageHead title="Datasets" />
      <Card title="Newest first">
        {data.data.length === 0 ? (
          <Empty>No datasets yet. Import one with sentimate import dialogue FILE.</Empty>
        ) : (
          <div class="scroll">
            <table>
              <TableHead columns={['Name', 'Kind', numeric('Training data'), 'Address', 'Added']} />
              <tbody>
                {data.data.map(({ address, name, kind, profile, createdAt }) => (
                  <tr key={address} class="go">
                    <td>
                      <Link to={['datasets', address]}>{name}</Link>
                    </td>
                    <td>{kind}</td>
                    <td class="number">{sizeText(profile)}</td>
                    <td>
                      <code>{shortHash(address)}</code>
                    </td>
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
