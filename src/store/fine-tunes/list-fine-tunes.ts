import type { FineTuneState } from '../../vocabulary/index.js';
import type { FineTuneRow, Page, Queryable } from '../base/index.js';
import { all, FINE_TUNE, isUuid } from '../base/index.js';

export interface FineTuneFilter extends Page {
  readonly state?: FineTuneState | undefined;
  readonly tournamentId?: string | undefined;
}

/** Newest first; `after` is an id. */
export async function listFineTunes(
  q: Queryable,
  { after, limit, state, tournamentId }: FineTuneFilter,
): Promise<FineTuneRow[]> {
  if ([after, tournamentId].some((id) => id !== undefined && !isUuid(id))) return [];
  return all<FineTuneRow>(
    q,
    `select ${FINE_TUNE} from fine_tune
     where ($1::uuid is null or id < $1)
       and ($2::text is null or state = $2)
       and ($3::uuid is null or id in (select fine_tune_id from contestant where tournament_id = $3))
     order by id desc limit $4`,
    [after ?? null, state ?? null, tournamentId ?? null, limit],
  );
}
