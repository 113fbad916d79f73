import type { FineTuneState } from '../../vocabulary/index.js';
import { type FineTuneRow, isUuid, type Page, type Queryable, queryAll, queryOne } from '../base/index.js';

/** Column list of FineTuneRow. */
export const FINE_TUNE_COLUMNS = `id, key, recipe, standalone, state, attempts, epoch, lease_until as "leaseUntil",
  worker, step, total_steps as "totalSteps", training, checking, checkpoint, checks, error,
  cancel_requested as "cancelRequested", version, created_at as "createdAt", started_at as "startedAt",
  finished_at as "finishedAt"`;

/** The fine-tune of this id; null when there is none. */
export async function getFineTune(q: Queryable, id: string): Promise<FineTuneRow | null> {
  return isUuid(id) ? queryOne<FineTuneRow>(q, `select ${FINE_TUNE_COLUMNS} from fine_tune where id = $1`, [id]) : null;
}

interface FineTuneFilter extends Page {
  readonly state?: FineTuneState | undefined;
  /** Only those that a contestant of this tournament comes from. */
  readonly tournamentId?: string | undefined;
}

/** A page of fine-tunes, newest first; `after` is an id. Empty when an id is not a UUID. */
export async function listFineTunes(
  q: Queryable,
  { after, limit, state, tournamentId }: FineTuneFilter,
): Promise<FineTuneRow[]> {
  if ([after, tournamentId].some((id) => id !== undefined && !isUuid(id))) return [];
  return queryAll<FineTuneRow>(
    q,
    `select ${FINE_TUNE_COLUMNS} from fine_tune
     where ($1::uuid is null or id < $1)
       and ($2::text is null or state = $2)
       and ($3::uuid is null or id in (select fine_tune_id from contestant where tournament_id = $3))
     order by id desc limit $4`,
    [after ?? null, state ?? null, tournamentId ?? null, limit],
  );
}
