import type { FineTuneMetric } from '../../spec/index.js';
import type { Queryable } from '../base/index.js';

export interface NewMetric {
  readonly id: string;
  readonly epoch: number;
  readonly metric: FineTuneMetric;
  readonly totalSteps: number;
}

/**
 * Writes one row of metrics and moves the step on; false when the epoch is stale. A resumed run repeats the steps since
 * its last save, and the newest row of a step stays.
 */
export async function recordFineTuneMetric(
  q: Queryable,
  { id, epoch, metric, totalSteps }: NewMetric,
): Promise<boolean> {
  const { rowCount } = await q.query(
    `with held as (
       update fine_tune set step = $3, total_steps = $4, version = version + 1
       where id = $1 and epoch = $2 and state = 'running' returning id)
     insert into fine_tune_metric (fine_tune_id, step, metric) select id, $3, $5 from held
     on conflict (fine_tune_id, step) do update set metric = excluded.metric, at = excluded.at`,
    [id, epoch, metric.step, totalSteps, JSON.stringify(metric)],
  );
  return rowCount === 1;
}
