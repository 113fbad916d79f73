import type { CellSettings, StudySpec } from '../../spec/index.js';
import type { Database } from '../base/index.js';
import { first } from '../base/index.js';
import { STUDY, type StudyRow } from './study-rows.js';

export interface NewStudyCell {
  readonly ordinal: number;
  readonly name: string;
  readonly repetition: number;
  readonly settings: CellSettings;
  /** UUIDv7, chosen now: the tournament will have it. */
  readonly tournamentId: string;
  /** The sealed plan, as the tournament will store it. */
  readonly plan: unknown;
  readonly planHash: string;
  readonly games: number;
}

export interface NewStudy {
  readonly id: string;
  readonly key: string;
  readonly spec: StudySpec;
  readonly cells: readonly NewStudyCell[];
}

/** One transaction. A study of the same key is returned as it is, and nothing is written. */
export function createStudy(
  db: Database,
  study: NewStudy,
): Promise<{ readonly created: boolean; readonly study: StudyRow }> {
  return db.transaction(async (client) => {
    const { id, key, spec, cells } = study;
    const made = await first<StudyRow>(
      client,
      `insert into study (id, key, name, spec, concurrency) values ($1, $2, $3, $4, $5) on conflict (key) do nothing returning ${STUDY}`,
      [id, key, spec.name, JSON.stringify(spec), spec.concurrency],
    );
    if (!made)
      return {
        created: false,
        study: (await first<StudyRow>(client, `select ${STUDY} from study where key = $1`, [key]))!,
      };
    for (const { ordinal, name, repetition, settings, tournamentId, plan, planHash, games } of cells) {
      await client.query(
        `insert into study_cell (study_id, ordinal, name, repetition, settings, tournament_id, plan, plan_hash, games)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [id, ordinal, name, repetition, JSON.stringify(settings), tournamentId, JSON.stringify(plan), planHash, games],
      );
    }
    return { created: true, study: made };
  });
}
