/** Checks and plans specs in this process, without a service: names are looked up in files. */
import type { PowerQuery, StudyDryRun, TournamentDryRun } from '../../spec/api/index.js';
import { CliError, problemLine } from '../shell/index.js';

type SpecKind = 'tournament' | 'match' | 'study';

/**
 * Validates a spec. Throws CliError with the first error, worded as by the API. Of a tournament that follows an earlier
 * one only the shape is checked, because the earlier results are in the database.
 */
export function checkSpec(kind: SpecKind, spec: unknown, env: NodeJS.ProcessEnv): Promise<void> {
  return withCliErrors(async () => {
    const { checkShape, localPlanning, planMatchRequest, planStudyRequest, planTournamentRequest } = await import(
      '../../planning/index.js'
    );
    const { MatchRequest, StudyRequest, TournamentRequest } = await import('../../spec/api/index.js');
    if (kind === 'study') {
      const request = checkShape(StudyRequest, spec);
      await planStudyRequest(await localPlanning(env), request);
    } else if (kind === 'match') {
      const request = checkShape(MatchRequest, spec);
      await planMatchRequest(await localPlanning(env), request);
    } else {
      const request = checkShape(TournamentRequest, spec);
      if (request.follows === undefined) await planTournamentRequest(await localPlanning(env), request);
    }
  });
}

/** Cost and power of a tournament; null for one that follows another. Throws CliError for an invalid spec. */
export function dryRunTournament(
  spec: unknown,
  question: PowerQuery,
  env: NodeJS.ProcessEnv,
): Promise<TournamentDryRun | null> {
  return withCliErrors(async () => {
    const { checkShape, dryRunOf, localPlanning, planTournamentRequest } = await import('../../planning/index.js');
    const { PowerQuery, TournamentRequest } = await import('../../spec/api/index.js');
    const request = checkShape(TournamentRequest, spec);
    checkShape(PowerQuery, asJson(question), 'querystring');
    if (request.follows !== undefined) return null;
    const context = await localPlanning(env);
    const dryRun = await dryRunOf(context, await planTournamentRequest(context, request), question);
    return asJson(dryRun as TournamentDryRun); // not of a match, because the request is not
  });
}

/** Cells and cost of a study, as `POST /studies?dryRun=true` answers. Throws CliError for an invalid spec. */
export function dryRunStudy(spec: unknown, env: NodeJS.ProcessEnv): Promise<StudyDryRun> {
  return withCliErrors(async () => {
    const { checkShape, localPlanning, planStudyRequest, studyDryRun } = await import('../../planning/index.js');
    const { StudyRequest } = await import('../../spec/api/index.js');
    const request = checkShape(StudyRequest, spec);
    const context = await localPlanning(env);
    return asJson(await studyDryRun(context, await planStudyRequest(context, request)));
  });
}

/** Runs `work` and rethrows errors in a spec as CliError, worded as by the API client. */
async function withCliErrors<T>(work: () => Promise<T>): Promise<T> {
  const { PlanningError } = await import('../../planning/index.js');
  const { SpecError } = await import('../../tournament/plan/index.js');
  return work().catch((error: unknown) => {
    if (error instanceof PlanningError) throw new CliError('bad-spec', problemLine(error.message, error.errors));
    if (error instanceof SpecError) throw new CliError('bad-spec', problemLine(error.message, [error]));
    throw error;
  });
}

/** The value as it would arrive over HTTP: undefined fields are dropped, non-finite numbers are null. */
const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
