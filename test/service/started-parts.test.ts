import { expect, it } from 'vitest';
import { startedParts } from '../../src/service/started-parts.js';
import { silent } from '../orchestration/mock.js';

it('stops parts in reverse, one after the other and once, also when one of them cannot be stopped', async () => {
  const said: string[] = [];
  const warnings: unknown[] = [];
  const log = { ...silent, warn: (fields: unknown) => void warnings.push(fields), child: () => log };
  const parts = startedParts(log);
  const stop = async (name: string): Promise<void> => {
    said.push(`${name} stops`);
    await Promise.resolve();
    if (name === 'b') throw new Error('stuck');
    said.push(`${name} is stopped`);
  };
  for (const name of ['a', 'b', 'c']) expect(parts.add(name, name, stop)).toBe(name);
  await Promise.all([parts.stop(), parts.stop()]);
  await parts.stop();
  expect(said).toEqual(['c stops', 'c is stopped', 'b stops', 'a stops', 'a is stopped']);
  expect(warnings).toEqual([{ part: 'b', cause: 'Error: stuck' }]);
});
