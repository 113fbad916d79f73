import { chatBlocks, type FineTuneRequest, type NetworkConfig, type TournamentRequest } from '../spec/index.js';
import type { CheckpointRow, Queryable } from '../store/base/index.js';
import { findCheckpoint, findDataset } from '../store/library/index.js';
import type { SourceAddresses } from '../tournament/plan/index.js';
import { Problem } from './problems.js';

interface ArmDose {
  readonly dose?: { readonly examples?: number };
}

/** What is taken when a request names neither. */
const DEFAULT_BASE = 'default';
const DEFAULT_DATASET = 'starter';

async function modelOf(q: Queryable, source: string, field: string): Promise<CheckpointRow> {
  const row = await findCheckpoint(q, source);
  if (!row)
    throw new Problem('invalid-spec', `there is no model ${source}`, [
      { field, message: 'is neither an address nor a name of a model here' },
    ]);
  return row;
}

export const addressOfModel = async (q: Queryable, source: string, field: string): Promise<string> =>
  (await modelOf(q, source, field)).address;

async function addressOfDialogue(q: Queryable, source: string, arms: readonly ArmDose[]): Promise<string> {
  const row = await findDataset(q, source);
  const field = 'dataset';
  if (!row)
    throw new Problem('invalid-spec', `there is no dataset ${source}`, [
      { field, message: 'is neither an address nor a name of a dataset here' },
    ]);
  if (row.kind !== 'dialogue')
    throw new Problem('invalid-spec', `dataset ${source} holds ${row.kind}, not dialogue`, [
      { field, message: 'must hold dialogue' },
    ]);
  // Each arm draws from its tone's share of these, so more than all of them can never be had.
  const { train = Infinity } = (row.profile as { examples?: { train?: number } }).examples ?? {};
  const greedy = arms.findIndex(({ dose }) => (dose?.examples ?? 0) > train);
  if (greedy >= 0) {
    throw new Problem(
      'invalid-spec',
      `dataset ${source} has ${train} examples to learn from, fewer than an arm asks for`,
      [{ field: `arms.${greedy}.dose.examples`, message: `must be at most ${train}` }],
    );
  }
  return row.address;
}

async function addressOfClassifier(q: Queryable, source: string, field: string): Promise<string> {
  const row = await findDataset(q, source);
  if (row?.kind === 'classifier') return row.address;
  const what = row ? `${source} holds ${row.kind}, no classifier` : `there is no classifier ${source}`;
  throw new Problem('invalid-spec', what, [
    { field, message: 'is neither an address nor a name of a classifier here' },
  ]);
}

/** What a request's names stand for, and the base's blocks. Throws Problem for what is not here. */
export async function sourcesOf(q: Queryable, request: TournamentRequest | FineTuneRequest): Promise<SourceAddresses> {
  const arms = 'arm' in request ? [request.arm] : (request.arms ?? []);
  const base = await modelOf(q, request.base ?? DEFAULT_BASE, 'base');
  const teachers = new Map<string, string>();
  const classifiers = new Map<string, string>();
  for (const [i, { teacher, filter }] of arms.entries()) {
    const field = 'arm' in request ? 'arm' : `arms.${i}`;
    if (teacher !== undefined) teachers.set(teacher, await addressOfModel(q, teacher, `${field}.teacher`));
    const second = filter?.agreement;
    if (second !== undefined)
      classifiers.set(second, await addressOfClassifier(q, second, `${field}.filter.agreement`));
  }
  return {
    base: base.address,
    dataset: await addressOfDialogue(q, request.dataset ?? DEFAULT_DATASET, arms),
    teachers,
    classifiers,
    blocks: chatBlocks(base.config as NetworkConfig),
  };
}
