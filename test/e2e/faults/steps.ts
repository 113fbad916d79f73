import type { Link } from './proxy.js';

/** The steps of recording exactly once, numbered as in docs/record.md. */
export const STEPS = {
  1: 'the schedule is written',
  2: 'the schedule is committed',
  3: 'a hint is queued',
  4: 'a hint is taken',
  5: 'a fine-tune is claimed',
  6: 'a fine-tune reports progress',
  7: 'a child is recorded',
  8: 'games are claimed',
  9: 'leases are renewed',
  10: 'results are written',
  11: 'results are committed',
  12: 'a hint is acknowledged',
  13: 'the tournament moves on',
  14: 'standings are read',
} as const;
export type Step = keyof typeof STEPS;
export const STEP_NUMBERS = Object.keys(STEPS).map(Number) as Step[];

/**
 * Words of a statement that tell the step; the first that is found counts. Statements are sent as text, so the wire
 * shows them.
 */
const STATEMENTS: readonly (readonly [words: string, step: Step])[] = [
  ['insert into game (', 1],
  ['SELECT add_job(', 3],
  ['move_to_active(', 4],
  ['move_to_completed', 12],
  [`update fine_tune set state = 'running'`, 5],
  ['insert into fine_tune_metric', 6],
  [`update fine_tune set state = 'finished'`, 7],
  [`update game set state = 'claimed'`, 8],
  ['update game set lease_until', 9],
  ['insert into result', 10],
  ['update tournament set state', 13],
  ['r.termination, r.plies\n', 14],
];

const COMMIT = 'commit\0';
const PENDING = 'pending';

/** Which step of the record this piece of a conversation with PostgreSQL begins, if any. */
export function stepOnPostgres(link: Link, chunk: Buffer): Step | undefined {
  const text = chunk.toString('latin1');
  for (const [words, step] of STATEMENTS) {
    if (!text.includes(words)) continue;
    if (step === 1 || step === 10) link.notes.set(PENDING, String(step + 1));
    return step;
  }
  if (!text.includes(COMMIT)) return undefined;
  const pending = link.notes.get(PENDING);
  link.notes.delete(PENDING);
  return pending === undefined ? undefined : (Number(pending) as Step);
}

/** The same on Redis, where BullMQ runs scripts by their hash: the keys that they are given tell them apart. */
export function stepOnRedis(_link: Link, chunk: Buffer): Step | undefined {
  const text = chunk.toString('latin1');
  if (!/EVAL/i.test(text)) return undefined;
  const [limiter, completed] = [text.includes(':limiter'), text.includes(':completed')];
  if (limiter) return completed ? 12 : 4;
  return completed ? 3 : undefined;
}
