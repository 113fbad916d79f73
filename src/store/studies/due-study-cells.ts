import type { PlanHash, TournamentId } from '../../vocabulary/index.js';
import { type Queryable, queryAll } from '../base/index.js';

/** A cell whose tournament is to be created. */
interface DueStudyCell {
  readonly studyId: string;
  readonly ordinal: number;
  readonly tournamentId: TournamentId;
  /** The sealed plan, as JSON. */
  readonly plan: unknown;
  readonly planHash: PlanHash;
}

/**
 * Cells to be released now: of each study the first ones without a tournament, as many as its concurrency leaves beside
 * the running ones. Creating its tournament releases a cell, so two processes that ask at the same time get the same
 * cells, and only one of them can create each.
 */
export function dueStudyCells(q: Queryable): Promise<DueStudyCell[]> {
  return queryAll<DueStudyCell>(
    q,
    `with waiting as (
       select c.study_id, c.ordinal, row_number() over (partition by c.study_id order by c.ordinal) as rank
       from study s join study_cell c on c.study_id = s.id
       where not s.cancel_requested and not exists (select from tournament t where t.id = c.tournament_id)),
     running as (
       select c.study_id, count(*) as open from study_cell c join tournament t on t.id = c.tournament_id
       where t.state in ('created', 'running') group by c.study_id)
     select c.study_id as "studyId", c.ordinal, c.tournament_id as "tournamentId", c.plan, c.plan_hash as "planHash"
     from waiting join study s on s.id = waiting.study_id
     join study_cell c on c.study_id = waiting.study_id and c.ordinal = waiting.ordinal
     left join running on running.study_id = s.id
     where waiting.rank <= s.concurrency - coalesce(running.open, 0)
     order by c.study_id, c.ordinal`,
  );
}
