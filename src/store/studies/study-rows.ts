import type { CellSettings, StudySpec } from '../../spec/index.js';
import type { PlanHash, TournamentId, TournamentState } from '../../vocabulary/index.js';

export interface StudyRow {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly spec: StudySpec;
  readonly concurrency: number;
  readonly cancelRequested: boolean;
  readonly createdAt: Date;
}

/** A cell with what is known of its tournament; `state` and `version` are null until it is released. */
export interface StudyCellRow {
  readonly ordinal: number;
  readonly name: string;
  readonly repetition: number;
  readonly settings: CellSettings;
  readonly tournamentId: TournamentId;
  readonly planHash: PlanHash;
  readonly games: number;
  readonly state: TournamentState | null;
  readonly version: number | null;
}

export const STUDY = `id, key, name, spec, concurrency, cancel_requested as "cancelRequested", created_at as "createdAt"`;

export const STUDY_CELL = `c.ordinal, c.name, c.repetition, c.settings, c.tournament_id as "tournamentId", c.plan_hash as "planHash",
  c.games, t.state, t.version`;

export const STUDY_CELL_TABLES = `study_cell c left join tournament t on t.id = c.tournament_id`;
