import type { StudyRequest, StudySpec } from '../spec/api/index.js';
import { SpecError, type TournamentPlan } from '../tournament/plan/index.js';
import { cellsOf, type StudyCell, studyKey, studyWithDefaults } from '../tournament/study/index.js';
import type { PlanningContext } from './lookups.js';
import { planTournamentRequest } from './plan-request.js';
import { PlanningError, specProblemCode } from './planning-error.js';

/** Maximum number of games of all cells together. */
const MAX_GAMES = 2_000_000;

/** A cell of a study with the plan of its tournament. */
interface PlannedCell extends StudyCell {
  readonly plan: TournamentPlan;
}

/** A study with every cell planned. */
export interface PlannedStudy {
  readonly spec: StudySpec;
  readonly cells: readonly PlannedCell[];
  /** Hash that identifies the study: equal studies have equal keys. */
  readonly key: string;
}

/**
 * Plans every cell of a study. An error in a cell is thrown as a PlanningError that names the cell and, if known, the
 * field of the study's request. Throws PlanningError and SpecError.
 */
export async function planStudyRequest(context: PlanningContext, request: StudyRequest): Promise<PlannedStudy> {
  const spec = studyWithDefaults(request);
  const cells: PlannedCell[] = [];
  let games = 0;
  for (const cell of cellsOf(spec)) {
    const plan = await planTournamentRequest(context, cell.request).catch((error: unknown) => {
      throw toCellError(cell, error);
    });
    games += plan.games.length;
    if (games > MAX_GAMES)
      throw new PlanningError('invalid-spec', `more than ${MAX_GAMES} games`, [
        { field: 'grid', message: `the cells together may have ${MAX_GAMES} games at most` },
      ]);
    cells.push({ ...cell, plan });
  }
  assertDifferentSources(cells);
  if (spec.trend && cells.some(({ plan }) => plan.spec.analysis.primary === null))
    throw new PlanningError('invalid-spec', 'a trend needs a contrast of two arms', [
      { field: 'trend', message: 'a single arm has no contrast that could rise or fall' },
    ]);
  return {
    spec,
    cells,
    key: studyKey(
      spec,
      cells.map(({ plan }) => plan),
    ),
  };
}

/** Two names of one base or dataset would count as two levels of the factor. Throws PlanningError. */
function assertDifferentSources(cells: readonly PlannedCell[]): void {
  for (const axis of ['base', 'dataset'] as const) {
    const sources = new Map<string, string>(); // what the request says, by address
    for (const { settings, plan } of cells) {
      const source = settings[axis];
      if (source === undefined) continue;
      const known = sources.get(plan.spec[axis]);
      if (known !== undefined && known !== source)
        throw new PlanningError('invalid-spec', `${known} and ${source} are the same ${axis}`, [
          { field: `grid.${axis}`, message: `${known} and ${source} are the same ${axis}, which counts once` },
        ]);
      sources.set(plan.spec[axis], source);
    }
  }
}

function toCellError({ ordinal, name }: StudyCell, error: unknown): unknown {
  if (!(error instanceof SpecError) && !(error instanceof PlanningError)) return error;
  const field = error instanceof SpecError ? error.field : (error.errors[0]?.field ?? '');
  const code = error instanceof SpecError ? specProblemCode(error) : 'invalid-spec';
  return new PlanningError(code, `cell ${ordinal} (${name}): ${error.message}`, [
    { field: `tournament.${field}`, message: error.message },
  ]);
}
