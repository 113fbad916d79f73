import type { Model, Page } from '../api/index.js';
import { usePolled } from '../api/index.js';
import { ago, Card, Empty, Link, short, Waiting } from '../parts/index.js';

export function ModelsPage() {
  const { data, error } = usePolled<Page<Model>>('/models?limit=500', 10_007);
  if (!data) return <Waiting error={error} />;
  const here = new Set(data.data.map(({ address }) => address));
  const groups = [
    ['Bases', 'trained on chat and chess', data.data.filter(({ kind }) => kind === 'base')],
    ['Children', data.next ? 'the last 500' : 'fine-tuned on chat', data.data.filter(({ kind }) => kind === 'child')],
  ] as const;
  return (
    <>
      <div class="page-head">
        <h1>Checkpoints</h1>
      </div>
      {groups.map(([title, note, models]) => (
        <Card title={title} note={note} key={title}>
          {models.length === 0 ? (
            <Empty>None yet.</Empty>
          ) : (
            <div class="scroll">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Name</th>
                    <th scope="col">Address</th>
                    <th scope="col">Parent</th>
                    <th scope="col">Tone</th>
                    <th scope="col">Method</th>
                    <th scope="col" class="number">
                      Seed
                    </th>
                    <th scope="col">Known since</th>
                  </tr>
                </thead>
                <tbody>
                  {models.map(({ address, name, parent, tone, method, seed, createdAt }) => (
                    <tr key={address} class="go">
                      <td>
                        <Link to={['models', address]}>{name}</Link>
                      </td>
                      <td>
                        <code title={address}>{short(address)}</code>
                      </td>
                      <td>
                        {parent === null ? (
                          '–'
                        ) : here.has(parent) ? (
                          <Link to={['models', parent]}>{short(parent)}</Link>
                        ) : (
                          <code class="soft" title="not on this server">
                            {short(parent)}
                          </code>
                        )}
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
      ))}
    </>
  );
}
