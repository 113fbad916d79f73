import { listEvents, type Queryable, type TournamentSummary } from '../../store/base/index.js';
import { getTournament, getTournamentSummary } from '../../store/tournaments/index.js';
import type { SealedPlan } from '../../tournament/plan/index.js';
import type { TournamentKind } from '../../vocabulary/index.js';
import { notFound } from '../shared/index.js';

/** How the API names one of the two kinds of tournament. */
export interface Resource {
  readonly kind: TournamentKind;
  /** Path of the collection. */
  readonly path: '/tournaments' | '/matches';
  /** Tags of its operations in the OpenAPI document. */
  readonly tags: string[];
  /** The name in operation ids, such as `getTournamentPlan` and `getMatchPlan`. */
  readonly name: 'Tournament' | 'Match';
}

/** Returns path, tags and name of a kind. */
export const resourceOf = (kind: TournamentKind): Resource =>
  kind === 'tournament'
    ? { kind, path: '/tournaments', tags: ['tournaments'], name: 'Tournament' }
    : { kind, path: '/matches', tags: ['matches'], name: 'Match' };

/** Returns the summary row of a tournament of this kind. Throws Problem `not-found` if there is none. */
export async function loadSummary(q: Queryable, kind: TournamentKind, id: string): Promise<TournamentSummary> {
  const row = await getTournamentSummary(q, id);
  if (row?.kind !== kind) throw notFound(kind);
  return row;
}

/** Returns the sealed plan of a tournament that exists. */
export const loadPlan = async (q: Queryable, id: string): Promise<SealedPlan> =>
  (await getTournament(q, id))!.plan as SealedPlan;

/** Returns the time (ISO 8601) of the last change that the version counts: an answer of one version never changes. */
export async function lastChange(q: Queryable, { id, eventSeq, createdAt }: TournamentSummary): Promise<string> {
  const [last] = await listEvents(q, id, { after: eventSeq - 1, limit: 1 });
  return (last?.at ?? createdAt).toISOString();
}
