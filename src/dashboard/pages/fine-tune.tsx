import type { FineTune, MetricList } from '../../spec/api/index.js';
import { usePolled } from '../api/index.js';
import { Bar, Card, checkPartName, Empty, integer, Link, Loading, PageHead, StateBadge } from '../parts/index.js';
import { ChecksTiles, Curves, RecipeCard, SamplesCard } from './fine-tune/index.js';

const PERIOD_MS = 3001;

/** What a fine-tune does now: that it loads, the step of its training, or the part of its checks. */
const progressOf = ({ phase, checking, step }: FineTune, totalSteps: number): string =>
  checking !== null
    ? `${integer(step)} steps done; checking: ${checkPartName(checking)}`
    : phase === 'loading'
      ? 'loading its base and its dialogue'
      : `training: ${integer(step)} of ${integer(totalSteps)} steps`;

/** A fine-tune: its progress, metrics, recipe and checks. */
export function FineTunePage({ id }: { readonly id: string }) {
  const { data: fineTune, error } = usePolled<FineTune>(`/fine-tunes/${id}`, PERIOD_MS);
  const open = fineTune?.state === 'running' || fineTune?.state === 'queued';
  const metricsPath = `/fine-tunes/${id}/metrics`;
  const { data: metrics } = usePolled<MetricList>(metricsPath, open ? PERIOD_MS : 0);
  if (!fineTune) return <Loading error={error} />;
  const { recipe, checks, checkpoint, step } = fineTune;
  const { treatment } = recipe;
  const totalSteps = fineTune.totalSteps ?? treatment.dose.steps;
  const rows = metrics?.data ?? [];
  return (
    <>
      <PageHead parents={[[['fine-tunes'], 'Fine-tunes']]} title={`${treatment.tone}, seed ${recipe.seed}`}>
        <StateBadge state={fineTune.state} />
        {checkpoint && (
          <div class="end">
            <Link to={['models', checkpoint]} class="button main">
              Chat with the child
            </Link>
          </div>
        )}
      </PageHead>
      {fineTune.error && <div class="problem">{fineTune.error.message}</div>}
      {checks && <ChecksTiles checks={checks} />}
      <div class="split">
        <div class="stack">
          {open && (
            <Card title="Progress" note={progressOf(fineTune, totalSteps)}>
              <div class="card-body">
                <Bar share={totalSteps ? step / totalSteps : 0} label="Steps" />
              </div>
            </Card>
          )}
          {rows.length === 0 ? (
            <Card title="Metrics">
              <Empty>{open ? 'No metrics yet.' : 'No metrics were recorded.'}</Empty>
            </Card>
          ) : (
            <Curves rows={rows} />
          )}
          {checks && <SamplesCard samples={checks.samples} tone={treatment.tone} />}
        </div>
        <div class="stack">
          <RecipeCard fineTune={fineTune} />
        </div>
      </div>
    </>
  );
}
