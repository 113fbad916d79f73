import type { Model, ModelDetail } from '../../../spec/api/index.js';
import { Card, dateTime, Facts, Json, Link, shortHash } from '../../parts/index.js';

interface MetadataCardProps {
  readonly model: ModelDetail;
  /** Undefined if the parent is not on this server. */
  readonly parent: Model | undefined;
}

/** Where a checkpoint comes from, with its complete card and config. */
export function MetadataCard({ model, parent }: MetadataCardProps) {
  const { card, config } = model;
  const { machine } = card;
  return (
    <Card title="Card">
      <div class="card-body">
        <Facts
          rows={[
            ['Address', <code>{model.address}</code>],
            ['Parent', model.parent && <ParentLink address={model.parent} parent={parent} />],
            ['Tone', model.tone],
            ['Method', model.method],
            ['Seed', model.seed === null ? null : String(model.seed)],
            [
              'Datasets',
              card.data.map((address) => (
                <Link key={address} to={['datasets', address]}>{`${shortHash(address)} `}</Link>
              )),
            ],
            ['Created', dateTime(card.createdAt)],
            ['Machine', [machine.backend, machine.device, machine.cpu].filter(Boolean).join(', ')],
            ['Command', card.command && <code>{card.command}</code>],
            ['Notes', card.notes],
          ]}
        />
        <Json title="Complete card" value={card} />
        <Json title="Config" value={config} />
      </div>
    </Card>
  );
}

const ParentLink = ({ address, parent }: { readonly address: string; readonly parent: Model | undefined }) =>
  parent ? (
    <Link to={['models', address]}>{parent.name}</Link>
  ) : (
    <span class="soft">{shortHash(address)}, not on this server</span>
  );
