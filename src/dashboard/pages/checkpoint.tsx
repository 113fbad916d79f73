import type { Model, ModelDetail, ModelPage } from '../../spec/api/index.js';
import { usePolled } from '../api/index.js';
import { Loading, PageHead } from '../parts/index.js';
import { ChatCard, LineageCard, MeasurementTiles, MetadataCard, PlayCard } from './checkpoint/index.js';

/** Checkpoints listed at most in each of the lists of a family. */
const LIMIT = 1000;

/** Loads a checkpoint with its parent, siblings and children. */
function useFamily(id: string) {
  const { data: model, error } = usePolled<ModelDetail>(`/models/${id}`);
  const parentAddress = model?.parent ?? null;
  const ofChild = model?.kind === 'child' ? parentAddress : null;
  const ofBase = model?.kind === 'base' ? parentAddress : null;
  const { data: loadedParent } = usePolled<ModelDetail>(ofChild && `/models/${ofChild}`);
  // the parent of an imported base may not be on this server, and a request for it would fail
  const { data: all } = usePolled<ModelPage>(ofBase && `/models?limit=${LIMIT}`);
  const { data: siblings } = usePolled<ModelPage>(ofChild && `/models?parent=${ofChild}&limit=${LIMIT}`);
  const { data: children } = usePolled<ModelPage>(model ? `/models?parent=${model.address}&limit=${LIMIT}` : null);
  const parent: Model | undefined = loadedParent ?? all?.data.find(({ address }) => address === parentAddress);
  return { model, error, parent, siblings: siblings?.data ?? [], children: children?.data ?? [] };
}

/** A checkpoint: chat with it, play against it, its lineage and its card. */
export function CheckpointPage({ id }: { readonly id: string }) {
  const { model, error, parent, siblings, children } = useFamily(id);
  if (!model) return <Loading error={error} />;
  const family = { model, parent, siblings, children };
  return (
    <>
      <PageHead parents={[[['models'], 'Checkpoints']]} title={model.name}>
        <span class="badge">{model.kind}</span>
        <code class="soft" title={model.address}>
          {model.address.slice(0, 16)}…
        </code>
      </PageHead>
      <MeasurementTiles model={model} />
      <div class="split">
        <div class="stack">
          <ChatCard {...family} />
          <LineageCard {...family} />
        </div>
        <div class="stack">
          <PlayCard model={model} />
        </div>
      </div>
      <MetadataCard model={model} parent={parent} />
    </>
  );
}
