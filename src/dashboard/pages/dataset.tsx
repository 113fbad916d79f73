import type { Dataset } from '../../spec/api/index.js';
import { usePolled } from '../api/index.js';
import { Loading, PageHead, shortHash } from '../parts/index.js';
import { ClassifierView, DialogueView, GamesView } from './dataset/index.js';

/** A dataset: what its import found, and some of its content. */
export function DatasetPage({ id }: { readonly id: string }) {
  const { data: dataset, error } = usePolled<Dataset>(`/datasets/${id}`);
  if (!dataset) return <Loading error={error} />;
  return (
    <>
      <PageHead parents={[[['datasets'], 'Datasets']]} title={dataset.name}>
        <span class="badge">{dataset.kind}</span>
        <code class="soft" title={dataset.address}>
          {shortHash(dataset.address)}
        </code>
      </PageHead>
      <View dataset={dataset} />
    </>
  );
}

function View({ dataset }: { readonly dataset: Dataset }) {
  const { profile } = dataset;
  switch (profile.kind) {
    case 'games':
      return <GamesView dataset={dataset} profile={profile} />;
    case 'dialogue':
      return <DialogueView dataset={dataset} profile={profile} />;
    case 'classifier':
      return <ClassifierView dataset={dataset} profile={profile} />;
  }
}
