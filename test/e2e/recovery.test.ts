import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fault, fault } from './faults/plan-faults.js';
import { Torment } from './faults/run-schedule.js';

/** Each of the ways to lose games that people have met, alone and by name; faults.test.ts mixes them. */
const LIMIT = 600_000;
let seed = 1_000_000;
let torment: Torment;

describe('on the PostgreSQL queue', () => {
  beforeAll(async () => void (torment = await Torment.open('PostgreSQL')), LIMIT);
  afterAll(() => torment.close(), LIMIT);
  const run = (...faults: Fault[]) => torment.run({ seed: seed++, backend: 'PostgreSQL', faults });

  it('PostgreSQL is restarted, and then killed, while results come in', { timeout: LIMIT }, async () => {
    const { fired } = await run(fault('restart-postgres', 'before', 10), fault('kill-postgres', 'before', 11, 3));
    expect(fired).toHaveLength(2);
  });

  it('a worker that stands still for longer than its leases comes back with results of games that others have played', {
    timeout: LIMIT,
  }, async () => {
    const { fired, lost } = await run(fault('pause', 'after', 8), fault('pause', 'after', 8, 3));
    expect(fired).toHaveLength(2);
    expect(lost['worker-lost']).toBeGreaterThan(0);
  });

  it('two workers are given the same job many times over', { timeout: LIMIT }, async () => {
    const { workers, lost } = await run(fault('flood-queue', 'after', 7));
    expect(workers).toBe(2);
    expect(lost).toEqual({});
  });

  it('the answer to a commit is lost: the batch is recorded, and counts once when it is sent again', {
    timeout: LIMIT,
  }, async () => {
    const before = torment.repeated();
    const { fired, lost } = await run(fault('reset', 'after', 11));
    expect(fired).toHaveLength(1);
    expect(lost).toEqual({});
    expect(torment.repeated()).toBeGreaterThan(before);
  });

  it('a cancellation ends it within seconds: what was played stays, and nobody plays on', {
    timeout: LIMIT,
  }, async () => {
    const { games, results, seconds } = await torment.cancelMidway(seed++);
    console.log(`cancelled after ${results} of ${games} games, ${seconds.toFixed(1)} s after the wish`);
    expect(results).toBeGreaterThan(0);
    expect(results).toBeLessThan(games);
  });

  it('a child is killed twice: its games go back with the cause, and are the same games again', {
    timeout: LIMIT,
  }, async () => {
    const { lost } = await run(fault('kill-child', 'after', 8), fault('kill-child', 'after', 10, 3));
    expect(lost['child-exited']).toBeGreaterThan(0);
  });
});
