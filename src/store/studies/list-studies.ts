import type { TournamentState } from '../../vocabulary/index.js';
import type { Page, Queryable } from '../base/index.js';
import { all, isUuid } from '../base/index.js';
import { STUDY, type StudyRow } from './study-rows.js';

export interface StudySummary extends StudyRow {
  /** Of each cell in order; null for one that waits. */
  readonly states: readonly (TournamentState | null)[];
}

/** Newest first; `after` is an id. */
export async function listStudies(q: Queryable, { after, limit }: Page): Promise<StudySummary[]> {
  if (after !== undefined && !isUuid(after)) return [];
  return all<StudySummary>(
    q,
    `select ${STUDY}, array(
       select t.state from study_cell c left join tournament t on t.id = c.tournament_id where c.study_id = study.id order by c.ordinal) as states
     from study where $1::uuid is null or id < $1 order by id desc limit $2`,
    [after ?? null, limit],
  );
}
