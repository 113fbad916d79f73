import { describe, expect, it } from 'vitest';
import { isInfrastructure } from '../../src/orchestration/compute-error.js';
import { childFailure } from '../../workers/child/failure.js';

describe('what a compute child fails with', () => {
  it.each([
    ['a full disk', Object.assign(new Error('write'), { code: 'ENOSPC' }), 'storage', true],
    ['V8 without memory', new RangeError('Array buffer allocation failed'), 'out-of-memory', true],
    ['TensorFlow without memory', new Error('OOM when allocating tensor with shape[512,512]'), 'out-of-memory', true],
    ['a run that diverged', Object.assign(new Error('loss is not finite'), { code: 'diverged' }), 'diverged', false],
    ['a mistake in our program', new TypeError('x is not a function'), 'internal', false],
  ])('%s', (_name, error, code, infrastructure) => {
    expect(childFailure(error).code).toBe(code);
    expect(isInfrastructure(code)).toBe(infrastructure);
  });

  it('is told in one line without a stack', () => {
    expect(childFailure(new Error('first\nsecond'))).toEqual({ code: 'internal', message: 'first' });
  });
});
