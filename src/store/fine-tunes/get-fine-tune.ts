import type { FineTuneRow, Queryable } from '../base/index.js';
import { FINE_TUNE, first, isUuid } from '../base/index.js';

export async function getFineTune(q: Queryable, id: string): Promise<FineTuneRow | null> {
  return isUuid(id) ? first<FineTuneRow>(q, `select ${FINE_TUNE} from fine_tune where id = $1`, [id]) : null;
}
