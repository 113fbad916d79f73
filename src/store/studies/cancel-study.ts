import type { Database } from '../base/index.js';
import { all, first, isUuid } from '../base/index.js';
import { requestCancel } from '../tournaments/index.js';
import { STUDY, type StudyRow } from './study-rows.js';

/**
 * Releases no further cell and cancels those under way; what they played is kept. Null: no such study. May be repeated.
 */
export async function cancelStudy(db: Database, id: string): Promise<StudyRow | null> {
  if (!isUuid(id)) return null;
  const study = await first<StudyRow>(
    db.pool,
    `update study set cancel_requested = true where id = $1 returning ${STUDY}`,
    [id],
  );
  if (study) await cancelCells(db);
  return study;
}

/**
 * Cancels what is under way in cancelled studies: also a cell that was released at the very moment of the cancellation.
 */
export async function cancelCells(db: Database): Promise<void> {
  const open = await all<{ id: string }>(
    db.pool,
    `select t.id from study s join study_cell c on c.study_id = s.id join tournament t on t.id = c.tournament_id
     where s.cancel_requested and t.state in ('created', 'running') and not t.cancel_requested order by t.id`,
    [],
  );
  for (const { id } of open) await requestCancel(db, id);
}
