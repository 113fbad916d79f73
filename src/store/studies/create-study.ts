import type { CellSettings, StudySpec } from '../../spec/api/index.js';
import { type Database, queryOne } from '../base/index.js';
import { STUDY_COLUMNS, type StudyRow } from './studies.js';

interface NewStudyCell {
  /** In the order of release. */
  readonly ordinal: number;
  readonly name: string;
  readonly repetition: number;
  readonly settings: CellSettings;
  /** UUIDv7 that the tournament will get when the cell is released. */
  readonly tournamentId: string;
  /** The sealed plan, as the tournament will store it. */
  readonly plan: unknown;
  readonly planHash: string;
  /** Number of games of the plan. */
  readonly games: number;
}

interface NewStudy {
  /** UUIDv7. */
  readonly id: string;
  /** Hash of what the study is; unique. */
  readonly key: string;
  readonly spec: StudySpec;
  readonly cells: readonly NewStudyCell[];
}

/**
 * Stores a study and its cells in one transaction. If a study of the same key exists, returns that one and stores
 * nothing.
 */
export function createStudy(
  db: Database,
  study: NewStudy,
): Promise<{ readonly created: boolean; readonly study: StudyRow }> {
  return db.transaction(async (client) => {
    const { id, key, spec, cells } = study;
    const inserted = await queryOne<StudyRow>(
      client,
      `insert into study (id, key, name, spec, concurrency) values ($1, $2, $3, $4, $5)
       on conflict (key) do nothing returning ${STUDY_COLUMNS}`,
      [id, key, spec.name, JSON.stringify(spec), spec.concurrency],
    );
    if (!inserted)
      return {
        created: false,
        study: (await queryOne<StudyRow>(client, `select ${STUDY_COLUMNS} from study where key = $1`, [key]))!,
      };
    for (const { ordinal, name, repetition, settings, tournamentId, plan, planHash, games } of cells) {
      await client.query(
        `insert into study_cell (study_id, ordinal, name, repetition, settings, tournament_id, plan, plan_hash, games)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [id, ordinal, name, repetition, JSON.stringify(settings), tournamentId, JSON.stringify(plan), planHash, games],
      );
    }
    return { created: true, study: inserted };
  });
}
