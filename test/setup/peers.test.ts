import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { setupModule } from './setup-module.js';

const { findProgram, findSharedData } = await setupModule<{
  findProgram(names: readonly string[], path: string): string | undefined;
  findSharedData(env: Record<string, string>, root: string): string;
}>('peers');
const folder = mkdtempSync(join(tmpdir(), 'sentimate-peers-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('what tests compare with', () => {
  it('is a program by any of its names, in the order of names and of PATH', () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    for (const dir of [one, two]) mkdirSync(dir);
    writeFileSync(join(two, 'first-name'), '');
    writeFileSync(join(one, 'second-name'), '');
    const path = [one, two].join(delimiter);
    expect(findProgram(['no-such-name', 'first-name', 'second-name'], path)).toBe(join(two, 'first-name'));
    expect(findProgram(['second-name'], path)).toBe(join(one, 'second-name'));
    expect(findProgram(['no-such-name'], path)).toBeUndefined();
  });

  it('is the reference data beside the repository, or where a variable says; what is missing is named', () => {
    const root = join(folder, 'repository');
    const beside = join(folder, 'shared', 'data');
    expect(() => findSharedData({}, root)).toThrow(`${beside} is not there`);
    mkdirSync(join(beside, 'chess'), { recursive: true });
    expect(() => findSharedData({}, root)).toThrow(`${beside} has no dialogue, sentiment`);
    for (const name of ['dialogue', 'sentiment']) mkdirSync(join(beside, name));
    expect(findSharedData({}, root)).toBe(beside);
    expect(findSharedData({ SENTIMATE_SHARED_DATA: beside }, join(folder, 'elsewhere', 'deep'))).toBe(beside);
  });
});
