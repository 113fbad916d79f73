import type { FineTuneMetricRow, Queryable } from '../base/index.js';
import { all, isUuid } from '../base/index.js';

/** In the order of steps. A fine-tune logs a few hundred rows at most, so this is one page. */
export async function listFineTuneMetrics(q: Queryable, id: string): Promise<FineTuneMetricRow[]> {
  if (!isUuid(id)) return [];
  return all<FineTuneMetricRow>(
    q,
    `select step, metric, at from fine_tune_metric where fine_tune_id = $1 order by step`,
    [id],
  );
}
