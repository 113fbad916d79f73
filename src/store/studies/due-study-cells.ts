import type { PlanHash, TournamentId } from '../../vocabulary/index.js';
import type { Queryable } from '../base/index.js';
import { all } from '../base/index.js';

export interface DueStudyCell {
  readonly studyId: string;
  readonly ordinal: number;
  readonly tournamentId: TournamentId;
  readonly plan: unknown;
  readonly planHash: PlanHash;
}

/**
 * Cells to be released now: the first without a tournament, as many as the study's concurrency leaves beside those
 * under way. A cell is released by creating its tournament, so two processes that ask at once get the same cells and
 * only one can create them.
 */
export function dueStudyCells(q: Queryable): Promise<DueStudyCell[]> {
  return all<DueStudyCell>(
    q,
    `with waiting as (
       select c.study_id, c.ordinal, row_number() over (partition by c.study_id order by c.ordinal) as place
       from study s join study_cell c on c.study_id = s.id
       where not s.cancel_requested and not exists (select from tournament t where t.id = c.tournament_id)),
     busy as (
       select c.study_id, count(*) as open from study_cell c join tournament t on t.id = c.tournament_id
       where t.state in ('created', 'running') group by c.study_id)
     select c.study_id as "studyId", c.ordinal, c.tournament_id as "tournamentId", c.plan, c.plan_hash as "planHash"
     from waiting join study s on s.id = waiting.study_id join study_cell c on c.study_id = waiting.study_id and c.ordinal = waiting.ordinal
     left join busy on busy.study_id = s.id
     where waiting.place <= s.concurrency - coalesce(busy.open, 0)
     order by c.study_id, c.ordinal`,
    [],
  );
}
