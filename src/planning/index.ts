/** Turns requests into checked, costed and sealed plans; needs no database. */

export { dryRunOf } from './dry-run.js';
export { enginesFrom, localPlanning, shippedBook } from './local.js';
export type { KnownTournament, PlanningContext } from './lookups.js';
export { planFineTuneRequest, planMatchRequest, planTournamentRequest } from './plan-request.js';
export { type FieldError, PlanningError, specProblemCode } from './planning-error.js';
export { checkShape, SHAPE_RULES, shapeProblem } from './request-shape.js';
export { planStudyRequest } from './study.js';
export { studyDryRun } from './study-dry-run.js';
