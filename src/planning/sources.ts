import type { FineTuneRequest, TournamentRequest } from '../spec/api/index.js';
import { chatBlocks, usualBlocks } from '../spec/index.js';
import type { SourceAddresses } from '../tournament/plan/index.js';
import type { KnownDataset, KnownModel, Lookups } from './lookups.js';
import { PlanningError } from './planning-error.js';

/** Names used if the request gives none. */
const DEFAULT_BASE = 'default';
const DEFAULT_DATASET = 'starter';

const invalid = (message: string, field: string, fieldMessage: string): PlanningError =>
  new PlanningError('invalid-spec', message, [{ field, message: fieldMessage }]);

async function findModel(lookups: Lookups, source: string, field: string): Promise<KnownModel> {
  const found = await lookups.model(source);
  if (!found) throw invalid(`there is no model ${source}`, field, 'is neither an address nor a name of a model here');
  return found;
}

/**
 * Resolves a name or address of a model to its address; `field` is the field of the request for the error. Throws
 * PlanningError `invalid-spec` if there is no such model.
 */
export const resolveModelAddress = async (lookups: Lookups, source: string, field: string): Promise<string> =>
  (await findModel(lookups, source, field)).address;

async function findDialogue(lookups: Lookups, source: string): Promise<KnownDataset> {
  const found = await lookups.dataset(source);
  if (!found)
    throw invalid(`there is no dataset ${source}`, 'dataset', 'is neither an address nor a name of a dataset here');
  if (found.kind !== 'dialogue')
    throw invalid(`dataset ${source} holds ${found.kind}, not dialogue`, 'dataset', 'must hold dialogue');
  return found;
}

async function resolveClassifierAddress(lookups: Lookups, source: string, field: string): Promise<string> {
  const found = await lookups.dataset(source);
  if (found?.kind === 'classifier') return found.address;
  const what = found ? `${source} holds ${found.kind}, no classifier` : `there is no classifier ${source}`;
  throw invalid(what, field, 'is neither an address nor a name of a classifier here');
}

/**
 * Resolves all names in a request (base, dataset, teachers, classifiers) to addresses, and lists the base's chat
 * blocks. `profile` is the dataset's `dataset.json`. Throws PlanningError `invalid-spec` for a name that does not
 * exist.
 */
export async function resolveSources(
  lookups: Lookups,
  request: TournamentRequest | FineTuneRequest,
): Promise<SourceAddresses & { readonly profile: unknown }> {
  const arms = 'arm' in request ? [request.arm] : (request.arms ?? []);
  const base = await findModel(lookups, request.base ?? DEFAULT_BASE, 'base');
  const teachers = new Map<string, string>();
  const classifiers = new Map<string, string>();
  for (const [i, { teacher, filter }] of arms.entries()) {
    const field = 'arm' in request ? 'arm' : `arms.${i}`;
    if (teacher !== undefined) teachers.set(teacher, await resolveModelAddress(lookups, teacher, `${field}.teacher`));
    const agreement = filter?.agreement;
    if (agreement !== undefined)
      classifiers.set(agreement, await resolveClassifierAddress(lookups, agreement, `${field}.filter.agreement`));
  }
  const { address: dataset, profile } = await findDialogue(lookups, request.dataset ?? DEFAULT_DATASET);
  const usual = usualBlocks(base.config);
  return {
    base: base.address,
    dataset,
    profile,
    teachers,
    classifiers,
    blocks: chatBlocks(base.config),
    ...(usual ? { usualBlocks: usual } : {}),
  };
}
