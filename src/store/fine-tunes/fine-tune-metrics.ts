import type { FineTuneMetric } from '../../spec/index.js';
import { type FineTuneMetricRow, isUuid, type Queryable, queryAll } from '../base/index.js';

interface NewMetric {
  /** The fine-tune. */
  readonly id: string;
  /** Of the worker's claim. */
  readonly epoch: number;
  readonly metric: FineTuneMetric;
  readonly totalSteps: number;
}

/**
 * Stores the metrics of one step and updates the fine-tune's step; returns false when the epoch is stale. A resumed run
 * repeats the steps since its last save, and the newest metrics of a step replace the older ones.
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

/** All metrics of a fine-tune in the order of steps. Not paginated: a run logs a few hundred rows at most. */
export async function listFineTuneMetrics(q: Queryable, id: string): Promise<FineTuneMetricRow[]> {
  if (!isUuid(id)) return [];
  return queryAll<FineTuneMetricRow>(
    q,
    `select step, metric, at from fine_tune_metric where fine_tune_id = $1 order by step`,
    [id],
  );
}
