import { type Database, isUuid, queryAll, queryOne } from '../base/index.js';
import { requestCancel } from '../tournaments/index.js';
import { STUDY_COLUMNS, type StudyRow } from './studies.js';

/**
 * Cancels a study: no further cell is released, and the running ones are cancelled; what they played is kept.
 * Idempotent. Returns null for an unknown study.
 */
export async function cancelStudy(db: Database, id: string): Promise<StudyRow | null> {
  if (!isUuid(id)) return null;
  const study = await queryOne<StudyRow>(
    db.pool,
    `update study set cancel_requested = true where id = $1 returning ${STUDY_COLUMNS}`,
    [id],
  );
  if (study) await cancelCells(db);
  return study;
}

/** Cancels open tournaments of cancelled studies, including a cell that was released while its study was cancelled. */
export async function cancelCells(db: Database): Promise<void> {
  const open = await queryAll<{ id: string }>(
    db.pool,
    `select t.id from study s join study_cell c on c.study_id = s.id join tournament t on t.id = c.tournament_id
     where s.cancel_requested and t.state in ('created', 'running') and not t.cancel_requested order by t.id`,
  );
  for (const { id } of open) await requestCancel(db, id);
}
