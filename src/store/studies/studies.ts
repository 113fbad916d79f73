import type { CellSettings, StudySpec } from '../../spec/api/index.js';
import type { TournamentSpec } from '../../spec/index.js';
import type { PlanHash, TournamentId, TournamentState } from '../../vocabulary/index.js';
import { isUuid, type Page, type Queryable, queryAll, queryOne } from '../base/index.js';

/** A study: a grid of tournaments that are run one after the other. */
export interface StudyRow {
  readonly id: string;
  /** Unique, so that creating a study again finds the first one. */
  readonly key: string;
  readonly name: string;
  readonly spec: StudySpec;
  /** Maximum number of its tournaments that run at the same time. */
  readonly concurrency: number;
  readonly cancelRequested: boolean;
  readonly createdAt: Date;
}

/** A cell of a study with the state of its tournament. */
export interface StudyCellRow {
  /** In the order of release. */
  readonly ordinal: number;
  readonly name: string;
  readonly repetition: number;
  readonly settings: CellSettings;
  readonly tournamentId: TournamentId;
  readonly planHash: PlanHash;
  /** Number of games of the plan. */
  readonly games: number;
  /** Null until the cell is released. */
  readonly state: TournamentState | null;
  /** Of the tournament; null until the cell is released. */
  readonly version: number | null;
}

/** Column list of StudyRow. */
export const STUDY_COLUMNS = `id, key, name, spec, concurrency, cancel_requested as "cancelRequested",
  created_at as "createdAt"`;

/** The study of this id; null when there is none. */
export async function getStudy(q: Queryable, id: string): Promise<StudyRow | null> {
  return isUuid(id) ? queryOne<StudyRow>(q, `select ${STUDY_COLUMNS} from study where id = $1`, [id]) : null;
}

/** The cells of a study in the order of release, without their plans. */
export async function getStudyCells(q: Queryable, id: string): Promise<StudyCellRow[]> {
  if (!isUuid(id)) return [];
  return queryAll<StudyCellRow>(
    q,
    `select c.ordinal, c.name, c.repetition, c.settings, c.tournament_id as "tournamentId",
       c.plan_hash as "planHash", c.games, t.state, t.version
     from study_cell c left join tournament t on t.id = c.tournament_id
     where c.study_id = $1 order by c.ordinal`,
    [id],
  );
}

/** What the plan of a cell is about. */
interface StudyCellSources {
  readonly ordinal: number;
  /** Addresses. */
  readonly base: string;
  readonly dataset: string;
  readonly arms: TournamentSpec['arms'];
  /** `dataset.json`; null if the dataset is not stored any more. */
  readonly profile: unknown;
}

/** Base, dataset and arms of every cell's plan, in the order of release. */
export async function getStudySources(q: Queryable, id: string): Promise<StudyCellSources[]> {
  if (!isUuid(id)) return [];
  const cells = await queryAll<Omit<StudyCellSources, 'profile'>>(
    q,
    `select ordinal, plan->'spec'->>'base' as base, plan->'spec'->>'dataset' as dataset, plan->'spec'->'arms' as arms
     from study_cell where study_id = $1 order by ordinal`,
    [id],
  );
  // profiles are large and few, so the cells share them
  const profiles = await queryAll<{ address: string; profile: unknown }>(
    q,
    `select address, profile from dataset where address = any($1)`,
    [[...new Set(cells.map(({ dataset }) => dataset))]],
  );
  const byAddress = new Map(profiles.map(({ address, profile }) => [address, profile]));
  return cells.map((cell) => ({ ...cell, profile: byAddress.get(cell.dataset) ?? null }));
}

interface StudySummary extends StudyRow {
  /** State of each cell's tournament in the order of release; null until the cell is released. */
  readonly states: readonly (TournamentState | null)[];
}

/** A page of studies, newest first; `after` is an id. */
export async function listStudies(q: Queryable, { after, limit }: Page): Promise<StudySummary[]> {
  if (after !== undefined && !isUuid(after)) return [];
  return queryAll<StudySummary>(
    q,
    `select ${STUDY_COLUMNS}, array(
       select t.state from study_cell c left join tournament t on t.id = c.tournament_id
       where c.study_id = study.id order by c.ordinal) as states
     from study where $1::uuid is null or id < $1 order by id desc limit $2`,
    [after ?? null, limit],
  );
}
