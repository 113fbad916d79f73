import type { Queryable } from '../base/index.js';
import { all, first, isUuid } from '../base/index.js';
import { STUDY, STUDY_CELL, STUDY_CELL_TABLES, type StudyCellRow, type StudyRow } from './study-rows.js';

export async function getStudy(q: Queryable, id: string): Promise<StudyRow | null> {
  return isUuid(id) ? first<StudyRow>(q, `select ${STUDY} from study where id = $1`, [id]) : null;
}

/** In the order of release, without their plans. */
export async function getStudyCells(q: Queryable, id: string): Promise<StudyCellRow[]> {
  if (!isUuid(id)) return [];
  return all<StudyCellRow>(
    q,
    `select ${STUDY_CELL} from ${STUDY_CELL_TABLES} where c.study_id = $1 order by c.ordinal`,
    [id],
  );
}
