import type { FineTuneId, QueueName, TournamentId } from '../vocabulary/index.js';

/** A job is a hint that work may be ready, never the work itself: the store says what is due. */
export interface FineTuneJob {
  readonly kind: Extract<QueueName, 'fine-tune'>;
  readonly id: FineTuneId;
  /** See `jobIdOf`. The row's epoch serves well: it rises with each claim. */
  readonly attempt?: number;
}

export interface MatchJob {
  readonly kind: Extract<QueueName, 'match'>;
  readonly tournamentId: TournamentId;
  /** See `jobIdOf`. */
  readonly attempt?: number;
}

export type QueueJob = FineTuneJob | MatchJob;

/**
 * A job's natural name. While a job of that name waits or is worked on, adding it again does nothing; afterwards it may
 * be added again. A worker that dies leaves its job `active` until the queue notices (two stall checks); a hint with
 * another `attempt` gets past it. BullMQ allows no `:` and not digits alone.
 */
export function jobIdOf(job: QueueJob): string {
  const id = job.kind === 'fine-tune' ? job.id : job.tournamentId;
  return `${job.kind}-${id}-${job.attempt ?? 0}`;
}
