import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { offerSource, sourceAnchors } from '../../src/files/engines/index.js';
import { sourceDir } from '../../src/files/index.js';
import { enginesFrom } from '../../src/planning/index.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'source-anchors-'));
  for (const source of [ONE, TWO]) await mkdir(sourceDir(home, source), { recursive: true });
});
afterEach(() => rm(home, { recursive: true }));

const ONE = 'a'.repeat(64);
const TWO = 'b'.repeat(64);
const NO_ENGINES = { SENTIMATE_ENGINES: 'none' };
const note = (source: string, content: unknown) =>
  writeFile(join(sourceDir(home, source), 'contestant.json'), JSON.stringify(content));

describe('the source models that may play', () => {
  it('are those that were offered, as they were offered last', async () => {
    expect(sourceAnchors(join(home, 'nowhere')).size).toBe(0);
    expect(sourceAnchors(home).size).toBe(0);
    await offerSource(home, { name: 'talker', source: ONE, temperature: 0.5 });
    await offerSource(home, { name: 'talker', source: ONE, temperature: 1 });
    expect([...sourceAnchors(home)]).toEqual([['talker', { name: 'talker', source: ONE, temperature: 1 }]]);
    expect(await readdir(sourceDir(home, ONE))).toEqual(['contestant.json']);
  });

  it('stand beside the engines of the configuration, by other names', async () => {
    await offerSource(home, { name: 'talker', source: ONE, temperature: 0 });
    const engine = (name: string) => ({ SENTIMATE_ENGINES: JSON.stringify([{ name, command: 'x' }]) });
    expect([...enginesFrom(engine('weak'), home).keys()]).toEqual(['weak', 'talker']);
    expect([...enginesFrom(NO_ENGINES, home).keys()]).toEqual(['talker']);
    expect(() => enginesFrom(engine('talker'), home)).toThrow(/both called talker/);
  });

  it.each([
    [{ name: 'talker' }, /does not say how a source model plays/],
    [{ name: 'No Name', source: ONE, temperature: 0 }, /does not say how/],
    [{ name: 'talker', source: ONE, temperature: 9 }, /does not say how/],
    [{ name: 'talker', source: TWO, temperature: 0 }, /is of another source model/],
    [{ name: 'random', source: ONE, temperature: 0 }, /two anchors random/],
  ])('%o is one clear line', async (content, message) => {
    await note(ONE, content);
    expect(() => sourceAnchors(home)).toThrow(message);
  });

  it('have names of their own', async () => {
    for (const source of [ONE, TWO]) await offerSource(home, { name: 'talker', source, temperature: 0 });
    expect(() => sourceAnchors(home)).toThrow(/two anchors talker/);
  });
});
