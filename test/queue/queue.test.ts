import { expect, test } from 'vitest';
import { jobIdOf } from '../../src/queue/jobs.js';
import { describeQueue, fineTune, match } from './describe-queue.js';

test('job ids are natural keys that BullMQ accepts', () => {
  const job = fineTune();
  expect(jobIdOf(job)).toBe(`fine-tune-${job.id}-0`);
  expect(jobIdOf({ ...job, attempt: 2 })).toBe(`fine-tune-${job.id}-2`);
  expect(jobIdOf(match())).not.toMatch(/:|^\d+$/);
});

describeQueue('PostgreSQL', () => undefined);
