import type { FineTuneMetric } from '../../spec/index.js';
import type { CheckPart } from '../../vocabulary/index.js';
import { type FineTuneMetricRow, fineTuneEventSql, isUuid, type Queryable, queryAll } from '../base/index.js';

interface NewMetric {
  /** The fine-tune. */
  readonly id: string;
  /** Of the worker's claim. */
  readonly epoch: number;
  readonly metric: FineTuneMetric;
  readonly totalSteps: number;
}

/**
 * Stores the metrics of one step and updates the fine-tune's step and phase; returns false when the epoch is stale. A
 * resumed run repeats the steps since its last save, and the newest metrics of a step replace the older ones.
 */
export async function recordFineTuneMetric(
  q: Queryable,
  { id, epoch, metric, totalSteps }: NewMetric,
): Promise<boolean> {
  const { rowCount } = await q.query(
    `with held as (
       update fine_tune set step = $3, total_steps = $4, training = true, version = version + 1
       where id = $1 and epoch = $2 and state = 'running' returning id)
     insert into fine_tune_metric (fine_tune_id, step, metric) select id, $3, $5 from held
     on conflict (fine_tune_id, step) do update set metric = excluded.metric, at = excluded.at`,
    [id, epoch, metric.step, totalSteps, JSON.stringify(metric)],
  );
  return rowCount === 1;
}

/**
 * Notes that an attempt has loaded everything and begins its steps, and appends an event to every tournament that uses
 * the fine-tune; returns false when the epoch is stale or this was noted before.
 */
export async function recordFineTuneTraining(
  q: Queryable,
  { id, epoch }: Pick<NewMetric, 'id' | 'epoch'>,
): Promise<boolean> {
  const noted = await queryAll(
    q,
    `with changed as (
       update fine_tune set training = true, version = version + 1
       where id = $1 and epoch = $2 and state = 'running' and not training returning id),
     ${fineTuneEventSql(`'fine-tune-training'`, `jsonb_build_object('fineTune', changed.id)`)}
     select id from changed`,
    [id, epoch],
  );
  return noted.length === 1;
}

interface NewCheck {
  /** The fine-tune. */
  readonly id: string;
  /** Of the worker's claim. */
  readonly epoch: number;
  readonly part: CheckPart;
}

/**
 * Notes that training has ended and which part of the checks is measured; returns false when the epoch is stale. The
 * first part of an attempt appends an event to every tournament that uses the fine-tune.
 */
export async function recordFineTuneCheck(q: Queryable, { id, epoch, part }: NewCheck): Promise<boolean> {
  const noted = await queryAll(
    q,
    `with held as (
       select id, checking from fine_tune where id = $1 and epoch = $2 and state = 'running' for update),
     noted as (
       update fine_tune f set checking = $3, version = version + 1 from held where f.id = held.id returning f.id),
     changed as (select id from held where checking is null),
     ${fineTuneEventSql(`'fine-tune-checking'`, `jsonb_build_object('fineTune', changed.id)`)}
     select id from noted`,
    [id, epoch, part],
  );
  return noted.length === 1;
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
