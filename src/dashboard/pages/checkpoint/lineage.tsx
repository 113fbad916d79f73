import type { Model } from '../../api/index.js';
import { Card, Empty, Link, short, whole } from '../../parts/index.js';

interface LineageCardProps {
  readonly model: Model;
  readonly parent: Model | undefined;
  readonly siblings: readonly Model[];
  readonly children: readonly Model[];
}

const MOST = 40;

function Branch({ models, self }: { readonly models: readonly Model[]; readonly self?: string }) {
  const shown = models.slice(0, MOST);
  return (
    <ul>
      {shown.map(({ address, name }) => (
        <li key={address}>
          {address === self ? <b aria-current="true">{name}</b> : <Link to={['models', address]}>{name}</Link>}{' '}
          <code class="soft">{short(address)}</code>
        </li>
      ))}
      {models.length > MOST && <li class="soft">and {whole(models.length - MOST)} more</li>}
    </ul>
  );
}

/** Where it comes from and what came of it. */
export function LineageCard({ model, parent, siblings, children }: LineageCardProps) {
  const rest = siblings.filter(({ address }) => address !== model.address);
  const own = (
    <>
      <b aria-current="true">{model.name}</b> <code class="soft">{short(model.address)}</code>
      {children.length > 0 && <Branch models={children} />}
    </>
  );
  return (
    <Card title="Lineage">
      <div class="card-body tree">
        {!model.parent && children.length === 0 && <Empty>No parent and no children.</Empty>}
        {model.parent ? (
          <ul>
            <li>
              {parent ? (
                <Link to={['models', model.parent]}>{parent.name}</Link>
              ) : (
                <span class="soft">not on this server</span>
              )}{' '}
              <code class="soft">{short(model.parent)}</code>
              <ul>
                <li>{own}</li>
              </ul>
              {rest.length > 0 && (
                <details>
                  <summary class="small soft">
                    {rest.length === 1 ? '1 sibling' : `${whole(rest.length)} siblings`}
                  </summary>
                  <Branch models={rest} />
                </details>
              )}
            </li>
          </ul>
        ) : (
          <ul>
            <li>{own}</li>
          </ul>
        )}
      </div>
    </Card>
  );
}
