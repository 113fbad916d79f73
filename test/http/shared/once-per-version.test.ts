import { describe, expect, it } from 'vitest';
import { OncePerVersion } from '../../../src/http/shared/once-per-version.js';

describe('an answer a version', () => {
  it('is worked out once for all who ask, before and after it is ready', async () => {
    const once = new OncePerVersion();
    let made = 0;
    const make = async (): Promise<number> => ++made;
    expect(await Promise.all([1, 2, 3].map(() => once.answer('a', 7, make)))).toEqual([1, 1, 1]);
    expect(await once.answer('a', 7, make)).toBe(1);
    expect(await once.answer('b', 7, make)).toBe(2);
    expect(await once.answer('a', 8, make)).toBe(3);
    expect(await once.answer('a', 8, make)).toBe(3);
  });

  it('is asked for again after a failure', async () => {
    const once = new OncePerVersion();
    await expect(once.answer('a', 1, () => Promise.reject(new Error('no database')))).rejects.toThrow('no database');
    expect(await once.answer('a', 1, () => Promise.resolve('here'))).toBe('here');
  });

  it('keeps a hundred, those asked for last', async () => {
    const once = new OncePerVersion();
    const made: string[] = [];
    const ask = (key: string): Promise<string> =>
      once.answer(key, 1, async () => {
        made.push(key);
        return key;
      });
    for (let i = 0; i < 100; i++) await ask(`${i}`);
    await ask('0');
    await ask('new'); // in place of 1
    made.length = 0;
    for (const key of ['0', 'new', '2', '1']) await ask(key);
    expect(made).toEqual(['1']);
  });
});
