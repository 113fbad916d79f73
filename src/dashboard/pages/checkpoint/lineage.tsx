import type { Model } from '../../../spec/api/index.js';
import { Card, Empty, integer, Link, shortHash } from '../../parts/index.js';
import type { Family } from './family.js';

/** Checkpoints listed at most in one branch. */
const MAX_LISTED = 40;

const Branch = ({ models }: { readonly models: readonly Model[] }) => (
  <ul>
    {models.slice(0, MAX_LISTED).map(({ address, name }) => (
      <li key={address}>
        <Link to={['models', address]}>{name}</Link> <code class="soft">{shortHash(address)}</code>
      </li>
    ))}
    {models.length > MAX_LISTED && <li class="soft">and {integer(models.length - MAX_LISTED)} more</li>}
  </ul>
);

/** The parent, the siblings and the children of a checkpoint as a tree. */
export function LineageCard({ model, parent, siblings, children }: Family) {
  const others = siblings.filter(({ address }) => address !== model.address);
  const self = (
    <ul>
      <li>
        <b aria-current="true">{model.name}</b> <code class="soft">{shortHash(model.address)}</code>
        {children.length > 0 && <Branch models={children} />}
      </li>
    </ul>
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
              <code class="soft">{shortHash(model.parent)}</code>
              {self}
              {others.length > 0 && (
                <details>
                  <summary class="small soft">
                    {others.length === 1 ? '1 sibling' : `${integer(others.length)} siblings`}
                  </summary>
                  <Branch models={others} />
                </details>
              )}
            </li>
          </ul>
        ) : (
          self
        )}
      </div>
    </Card>
  );
}
