/** Tournaments and matches in the form of answers. */
import type { Match, Progress, Tournament, TournamentSummary } from '../../spec/api/index.js';
import type { TournamentSummary as SummaryRow, TournamentRow } from '../../store/base/index.js';
import type { SealedPlan } from '../../tournament/plan/index.js';
import { isoOrNull, storedFailure } from '../shared/index.js';

/** Returns a row as lists show it, without internal columns. */
export const summaryOf = (row: SummaryRow): TournamentSummary => ({
  id: row.id,
  object: 'tournament',
  kind: row.kind,
  name: row.name,
  state: row.state,
  cancelRequested: row.cancelRequested,
  error: storedFailure(row.error),
  planHash: row.planHash,
  version: row.version,
  createdAt: row.createdAt.toISOString(),
  startedAt: isoOrNull(row.startedAt),
  finishedAt: isoOrNull(row.finishedAt),
});

/** Returns a row with progress and spec, as one of the two kinds. */
export function detailOf(row: TournamentRow, progress: Progress): Tournament | Match {
  const plan = row.plan as SealedPlan;
  return plan.kind === 'tournament'
    ? { ...summaryOf(row), kind: plan.kind, progress, spec: plan.spec }
    : { ...summaryOf(row), kind: plan.kind, progress, spec: plan.spec };
}
