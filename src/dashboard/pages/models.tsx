import type { Model, ModelPage } from '../../spec/api/index.js';
import { usePolled } from '../api/index.js';
import { ago, Card, Empty, Link, Loading, numeric, PageHead, shortHash, TableHead } from '../parts/index.js';

const LIMIT = 500;

/** All checkpoints: bases and children. */
export function ModelsPage() {
  const { data, error } = usePolled<ModelPage>(`/models?limit=${LIMIT}`, 10_007);
  if (!data) return <Loading error={error} />;
  const bases = data.data.filter(({ kind }) => kind === 'base');
  const children = data.data.filter(({ kind }) => kind === 'child');
  const known = new Set(data.data.map(({ address }) => address));
  return (
    <>
      <PageHead title="Checkpoints" />
      <ModelsCard title="Bases" note="trained on chat and chess" models={bases} known={known} />
      <ModelsCard
        title="Children"
        note={data.next ? `the latest ${LIMIT} checkpoints` : 'fine-tuned on chat'}
        models={children}
        known={known}
      />
    </>
  );
}

interface ModelsCardProps {
  readonly title: string;
  readonly note: string;
  readonly models: readonly Model[];
  /** Addresses of the checkpoints that have a page. */
  readonly known: ReadonlySet<string>;
}

const ModelsCard = ({ title, note, models, known }: ModelsCardProps) => (
  <Card title={title} note={note}>
    {models.length === 0 ? (
      <Empty>None yet.</Empty>
    ) : (
      <div class="scroll">
        <table>
          <TableHead columns={['Name', 'Address', 'Parent', 'Tone', 'Method', numeric('Seed'), 'Added']} />
          <tbody>
            {models.map(({ address, name, parent, tone, method, seed, createdAt }) => (
              <tr key={address} class="go">
                <td>
                  <Link to={['models', address]}>{name}</Link>
                </td>
                <td>
                  <code title={address}>{shortHash(address)}</code>
                </td>
                <td>
                  <Parent address={parent} known={known} />
                </td>
                <td>{tone ?? '–'}</td>
                <td>{method ?? '–'}</td>
                <td class="number">{seed ?? '–'}</td>
                <td class="soft">{ago(createdAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
  </Card>
);

function Parent({ address, known }: { readonly address: string | null; readonly known: ReadonlySet<string> }) {
  if (address === null) return '–';
  if (known.has(address)) return <Link to={['models', address]}>{shortHash(address)}</Link>;
  return (
    <code class="soft" title="not on this server">
      {shortHash(address)}
    </code>
  );
}
