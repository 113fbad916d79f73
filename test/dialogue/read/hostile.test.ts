/** Real files, broken and whole, from the reference data beside the repository. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DialogueProfile } from '../../../src/dialogue/read/dialogue-profile.js';
import { inspectDialogue } from '../../../src/dialogue/read/inspect.js';
import { FileError } from '../../../src/files/file-error.js';
import { sharedData } from '../../shared-data.js';

type Expectation = (profile: DialogueProfile) => void;
const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** Counts of records are those of the data's own README; the two malformed files lack commas between records. */
const FILES: readonly (readonly [string, Expectation])[] = [
  [
    'dialogue/hostile/compsci_2015-03-19.malformed.json',
    ({ records }) => expect(records).toMatchObject({ read: 251, repaired: { 'missing-comma': 2 } }),
  ],
  [
    'dialogue/hostile/machinelearning_2015-03-16.malformed.json',
    ({ records }) => expect(records).toMatchObject({ read: 154, repaired: { 'missing-comma': 2 } }),
  ],
  [
    'dialogue/reddit/raw/machinelearning_2015-03-01.json',
    ({ records }) => expect(records).toMatchObject({ read: 81, repaired: { 'missing-comma': 0 } }),
  ],
  ['dialogue/reddit/compsci_2015-02-03.jsonl.gz', ({ records }) => expect(records.read).toBe(1911)],
  [
    'dialogue/dialogpt/train_raw.tsv.gz',
    ({ records }) => expect(records).toMatchObject({ read: 10_000, kept: 33, dropped: { duplicate: 9967 } }),
  ],
  [
    'dialogue/chitchat/qna_chitchat_witty.tsv',
    ({ sources, records }) =>
      expect({ format: sources[0]?.format, read: records.read }).toEqual({ format: 'table', read: 7260 }),
  ],
];

const REFUSED = [
  'dialogue/topical-chat/valid_rare.json.gz',
  'dialogue/convai2/data_intermediate.json.gz',
  'chess/positions/bratko-kopec.epd',
  'chess/openings/8moves_v3.pgn.zip',
];

describe('real files', () => {
  it('is refused in one line when it is no dialogue at all', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sentimate-hostile-'));
    const path = join(folder, 'not-dialogue.jsonl');
    await writeFile(path, Buffer.from([0, 159, 146, 150, 10, 0, 1]));
    await expect(inspectDialogue(path)).rejects.toMatchObject({
      name: 'FileError',
      message: expect.not.stringContaining('\n'),
    });
    await rm(folder, { recursive: true });
  });

  for (const [name, expectation] of FILES) {
    const path = sharedData(name);
    if (path === undefined) {
      console.log(`left out: ${name} (the reference data are not here)`);
      continue;
    }
    it(name, async () => {
      const profile = await inspectDialogue(path);
      expectation(profile);
      expect(profile.records.read).toBe(profile.records.kept + sum(profile.records.dropped));
      expect(profile.records.kept).toBeGreaterThan(0);
    });
  }

  for (const name of REFUSED) {
    const path = sharedData(name);
    if (path === undefined) {
      console.log(`left out: ${name} (the reference data are not here)`);
      continue;
    }
    it(`${name} is refused in one line`, async () => {
      await expect(inspectDialogue(path)).rejects.toMatchObject({
        name: 'FileError',
        message: expect.not.stringContaining('\n'),
      });
    });
  }
});

describe('any bytes at all', () => {
  const read = async (bytes: Uint8Array): Promise<DialogueProfile | FileError> => {
    const folder = await mkdtemp(join(tmpdir(), 'hostile-'));
    try {
      await writeFile(join(folder, 'file'), bytes);
      return await inspectDialogue(join(folder, 'file'));
    } catch (error) {
      if (error instanceof FileError) return error;
      throw error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

  it('give a profile whose counts add up, or one line', async () => {
    const scrap = fc.constantFrom(
      '{"question":"a","answer":"b"}',
      '{"messages":[[{"text":"x"}],[{"text":"y"}]]}',
      '[',
      '{',
      '}',
      ']',
      '"',
      ',',
      '\n',
      '\t',
      ' EOS ',
      '0.0 ',
      '\u0000',
      '\\',
      '\ufeff',
    );
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(scrap, { maxLength: 20 }).map((parts) => Buffer.from(parts.join(''))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        const outcome = await read(content);
        if (outcome instanceof FileError) expect(outcome.message).not.toContain('\n');
        else expect(outcome.records.read).toBe(outcome.records.kept + sum(outcome.records.dropped));
      }),
      { numRuns: 300 },
    );
  });

  it('deep nesting and endless lines are dropped by reason', async () => {
    const pair = '{"question":"a","answer":"b"}\n';
    const deep = await read(Buffer.from(`${pair}${'['.repeat(500_000)}\n${pair.replace('b', 'c')}`));
    expect(deep).toMatchObject({ records: { read: 3, kept: 2, dropped: { 'not-json': 1 } } });
    const endless = await read(Buffer.from(`${pair}"${'x'.repeat(5_000_000)}\n${pair.replace('b', 'c')}`));
    expect(endless).toMatchObject({ records: { read: 3, kept: 2, dropped: { 'record-too-long': 1 } } });
  });
});
