import type { FineTuneId, QueueName, TournamentId } from '../vocabulary/index.js';

/** A hint that a fine-tune may be due. Jobs carry no work themselves: the store decides what is due. */
export interface FineTuneJob {
  readonly kind: Extract<QueueName, 'fine-tune'>;
  readonly id: FineTuneId;
  /** See `jobIdOf`. The row's epoch is suitable: it is incremented by each claim. */
  readonly attempt?: number;
}

/** A hint that games of a tournament or match may be due. */
export interface MatchJob {
  readonly kind: Extract<QueueName, 'match'>;
  readonly tournamentId: TournamentId;
  /** See `jobIdOf`. */
  readonly attempt?: number;
}

/** A job of either queue. */
export type QueueJob = FineTuneJob | MatchJob;

/**
 * The id that deduplicates a job: while a job of this id waits or is active, adding it again has no effect. The job of
 * a worker that died stays `active` until BullMQ detects it (two stall checks); a job with another `attempt` is not
 * blocked by it. BullMQ does not accept ids with `:` or of digits only.
 */
export function jobIdOf(job: QueueJob): string {
  const id = job.kind === 'fine-tune' ? job.id : job.tournamentId;
  return `${job.kind}-${id}-${job.attempt ?? 0}`;
}
