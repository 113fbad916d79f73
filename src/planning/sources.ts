import { chatBlocks, type FineTuneRequest, type TournamentRequest } from '../spec/index.js';
import type { SourceAddresses } from '../tournament/plan/index.js';
import type { KnownModel, Lookups } from './lookups.js';
import { PlanningError } from './planning-error.js';

interface ArmDose {
  readonly dose?: { readonly examples?: number };
}

/** What is taken when a request names neither. */
const DEFAULT_BASE = 'default';
const DEFAULT_DATASET = 'starter';

const invalid = (message: string, field: string, fieldMessage: string): PlanningError =>
  new PlanningError('invalid-spec', message, [{ field, message: fieldMessage }]);

async function modelOf(lookups: Lookups, source: string, field: string): Promise<KnownModel> {
  const found = await lookups.model(source);
  if (!found) throw invalid(`there is no model ${source}`, field, 'is neither an address nor a name of a model here');
  return found;
}

/** The address of the model that `field` of a request names. Throws PlanningError when there is none. */
export const addressOfModel = async (lookups: Lookups, source: string, field: string): Promise<string> =>
  (await modelOf(lookups, source, field)).address;

async function addressOfDialogue(lookups: Lookups, source: string, arms: readonly ArmDose[]): Promise<string> {
  const found = await lookups.dataset(source);
  if (!found)
    throw invalid(`there is no dataset ${source}`, 'dataset', 'is neither an address nor a name of a dataset here');
  if (found.kind !== 'dialogue')
    throw invalid(`dataset ${source} holds ${found.kind}, not dialogue`, 'dataset', 'must hold dialogue');
  // Each arm draws from its tone's share of these, so more than all of them can never be had.
  const { train = Infinity } = (found.profile as { examples?: { train?: number } }).examples ?? {};
  const greedy = arms.findIndex(({ dose }) => (dose?.examples ?? 0) > train);
  if (greedy >= 0) {
    throw invalid(
      `dataset ${source} has ${train} examples to learn from, fewer than an arm asks for`,
      `arms.${greedy}.dose.examples`,
      `must be at most ${train}`,
    );
  }
  return found.address;
}

async function addressOfClassifier(lookups: Lookups, source: string, field: string): Promise<string> {
  const found = await lookups.dataset(source);
  if (found?.kind === 'classifier') return found.address;
  const what = found ? `${source} holds ${found.kind}, no classifier` : `there is no classifier ${source}`;
  throw invalid(what, field, 'is neither an address nor a name of a classifier here');
}

/** What a request's names stand for, and the base's blocks. Throws PlanningError for what is not there. */
export async function sourcesOf(
  lookups: Lookups,
  request: TournamentRequest | FineTuneRequest,
): Promise<SourceAddresses> {
  const arms = 'arm' in request ? [request.arm] : (request.arms ?? []);
  const base = await modelOf(lookups, request.base ?? DEFAULT_BASE, 'base');
  const teachers = new Map<string, string>();
  const classifiers = new Map<string, string>();
  for (const [i, { teacher, filter }] of arms.entries()) {
    const field = 'arm' in request ? 'arm' : `arms.${i}`;
    if (teacher !== undefined) teachers.set(teacher, await addressOfModel(lookups, teacher, `${field}.teacher`));
    const second = filter?.agreement;
    if (second !== undefined)
      classifiers.set(second, await addressOfClassifier(lookups, second, `${field}.filter.agreement`));
  }
  return {
    base: base.address,
    dataset: await addressOfDialogue(lookups, request.dataset ?? DEFAULT_DATASET, arms),
    teachers,
    classifiers,
    blocks: chatBlocks(base.config),
  };
}
