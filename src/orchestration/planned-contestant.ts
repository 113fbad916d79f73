import type { PlannedContestant } from '../spec/index.js';
import type { ContestantRow } from '../store/base/index.js';

/** The part of a contestant's row that the compute child needs. */
export function plannedContestant({
  key,
  kind,
  name,
  arm,
  replicate,
  checkpoint,
  fineTuneKey,
  anchor,
  engine,
  decoding,
}: ContestantRow): PlannedContestant {
  return { key, kind, name, arm, replicate, checkpoint, fineTuneKey, anchor, engine, decoding };
}
