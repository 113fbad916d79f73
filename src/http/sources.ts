import type { FineTuneRequest, TournamentRequest } from '../spec/index.js';
import { findCheckpoint, findDataset, type Queryable } from '../store/index.js';
import { Problem } from './problems.js';

interface ArmDose {
  readonly dose?: { readonly examples?: number };
}

/** What is taken when a request names neither. */
const DEFAULT_BASE = 'default';
const DEFAULT_DATASET = 'starter';

export async function addressOfModel(q: Queryable, source: string, field: string): Promise<string> {
  const row = await findCheckpoint(q, source);
  if (!row) throw new Problem('invalid-spec', `there is no model ${source}`, [{ field, message: 'is neither an address nor a name of a model here' }]);
  return row.address;
}

async function addressOfDialogue(q: Queryable, source: string, arms: readonly ArmDose[]): Promise<string> {
  const row = await findDataset(q, source);
  const field = 'dataset';
  if (!row) throw new Problem('invalid-spec', `there is no dataset ${source}`, [{ field, message: 'is neither an address nor a name of a dataset here' }]);
  if (row.kind !== 'dialogue') throw new Problem('invalid-spec', `dataset ${source} holds ${row.kind}, not dialogue`, [{ field, message: 'must hold dialogue' }]);
  // Each arm draws from its tone's share of these, so more than all of them can never be had.
  const { train = Infinity } = (row.profile as { examples?: { train?: number } }).examples ?? {};
  const greedy = arms.findIndex(({ dose }) => (dose?.examples ?? 0) > train);
  if (greedy >= 0) {
    throw new Problem('invalid-spec', `dataset ${source} has ${train} examples to learn from, fewer than an arm asks for`, [
      { field: `arms.${greedy}.dose.examples`, message: `must be at most ${train}` },
    ]);
  }
  return row.address;
}

/** Addresses of what a request's `base` and `dataset` stand for. Throws Problem for what is not here. */
export async function sourcesOf(q: Queryable, request: TournamentRequest | FineTuneRequest): Promise<{ base: string; dataset: string }> {
  return {
    base: await addressOfModel(q, request.base ?? DEFAULT_BASE, 'base'),
    dataset: await addressOfDialogue(q, request.dataset ?? DEFAULT_DATASET, 'arm' in request ? [request.arm] : (request.arms ?? [])),
  };
}
