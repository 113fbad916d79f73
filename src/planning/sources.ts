import { chatBlocks, type FineTuneRequest, type TournamentRequest } from '../spec/index.js';
import type { SourceAddresses } from '../tournament/plan/index.js';
import type { KnownModel, Lookups } from './lookups.js';
import { PlanningError } from './planning-error.js';

interface ArmWithDose {
  readonly dose?: { readonly examples?: number };
}

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

async function resolveDialogueAddress(lookups: Lookups, source: string, arms: readonly ArmWithDose[]): Promise<string> {
  const found = await lookups.dataset(source);
  if (!found)
    throw invalid(`there is no dataset ${source}`, 'dataset', 'is neither an address nor a name of a dataset here');
  if (found.kind !== 'dialogue')
    throw invalid(`dataset ${source} holds ${found.kind}, not dialogue`, 'dataset', 'must hold dialogue');
  // Each arm samples from the examples of its tone, so no arm can have more than the whole training split.
  const { train = Infinity } = (found.profile as { examples?: { train?: number } }).examples ?? {};
  const tooLarge = arms.findIndex(({ dose }) => (dose?.examples ?? 0) > train);
  if (tooLarge >= 0) {
    throw invalid(
      `dataset ${source} has ${train} examples to learn from, fewer than an arm asks for`,
      `arms.${tooLarge}.dose.examples`,
      `must be at most ${train}`,
    );
  }
  return found.address;
}

async function resolveClassifierAddress(lookups: Lookups, source: string, field: string): Promise<string> {
  const found = await lookups.dataset(source);
  if (found?.kind === 'classifier') return found.address;
  const what = found ? `${source} holds ${found.kind}, no classifier` : `there is no classifier ${source}`;
  throw invalid(what, field, 'is neither an address nor a name of a classifier here');
}

/**
 * Resolves all names in a request (base, dataset, teachers, classifiers) to addresses, and lists the base's chat
 * blocks. Throws PlanningError `invalid-spec` for a name that does not exist.
 */
export async function resolveSources(
  lookups: Lookups,
  request: TournamentRequest | FineTuneRequest,
): Promise<SourceAddresses> {
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
  return {
    base: base.address,
    dataset: await resolveDialogueAddress(lookups, request.dataset ?? DEFAULT_DATASET, arms),
    teachers,
    classifiers,
    blocks: chatBlocks(base.config),
  };
}
