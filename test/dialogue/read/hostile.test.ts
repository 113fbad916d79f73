/** Broken files of dialogue: counts by reason or one clear error. */
import { mkdtempSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { DialogueProfile } from '../../../src/dialogue/read/dialogue-profile.js';
import { inspectDialogue } from '../../../src/dialogue/read/inspect.js';
import { FileError } from '../../../src/files/file-error.js';

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** Question and answer as an export of reddit comments has them. */
const pair = (i: number): string =>
  JSON.stringify({ docID: `t3_${i}`, qSentId: i, question: `What of ${i}?`, aSentId: i + 1, answer: `It is ${i}.` });
const array = (separators: readonly string[]): string =>
  `[${separators.map((separator, i) => `${i > 0 ? `${separator} ` : ''}${pair(i)}`).join('')}]\n`;

/** What, the name of a file, its content, and the counts of its records. */
const READ: readonly (readonly [what: string, name: string, content: string | Buffer, records: object])[] = [
  [
    'an array without two of its commas',
    'day.json',
    array([',', ',', '', ',', '', ',']),
    { read: 6, kept: 6, dropped: {}, repaired: { 'missing-comma': 2 } },
  ],
  [
    'an array as it should be',
    'day.json',
    array([',', ',', ',']),
    { read: 3, kept: 3, dropped: {}, repaired: { 'missing-comma': 0 } },
  ],
  [
    'lines of JSON, compressed, with a BOM and CRLF',
    'day.jsonl.gz',
    gzipSync(`\ufeff${pair(1)}\r\n${pair(2)}\r\n`),
    { read: 2, kept: 2 },
  ],
  [
    'DialoGPT’s lines of which most come again',
    'train.tsv',
    `${'0.0 how are you EOS 1.0 fine and you\t1.0 fine too\n'.repeat(500)}0.0 who is there\t1.0 only me\n`,
    { read: 501, kept: 2, dropped: { duplicate: 499 } },
  ],
  [
    'a table with columns that nobody asked for',
    'qna.tsv',
    'Question\tAnswer\tSource\tMetadata\tIsContextOnly\nHello\tHi there.\teditor\t\tFalse\nBye\tSee you.\teditor\t\tFalse\n',
    { read: 2, kept: 2, dropped: {} },
  ],
];

/** Files that are no dialogue of a kind that is read, though some are JSON and hold messages. */
const REFUSED: readonly (readonly [what: string, name: string, content: string | Buffer])[] = [
  ['bytes', 'not-dialogue.jsonl', Buffer.from([0, 159, 146, 150, 10, 0, 1])],
  [
    'conversations whose turns are under another name',
    'rare.json.gz',
    gzipSync(JSON.stringify({ t_1: { config: 'A', content: [{ message: 'Hello', agent: 'agent_1' }] } }, undefined, 2)),
  ],
  [
    'conversations with one more name for them',
    'data.json.gz',
    gzipSync(JSON.stringify([{ dialog: [{ id: 0, sender: 'participant1', text: 'Are you there?' }], profile: [] }])),
  ],
  ['positions of chess', 'suite.epd', '4k3/8/8/8/8/8/4P3/4K3 w - - bm e4; id "one";\n'.repeat(30)],
  ['a zip archive', 'book.pgn.zip', Buffer.from(`PK\x03\x04\x14\0\0\0\x08\0${'\0'.repeat(60)}`, 'latin1')],
];

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sentimate-hostile-'));
  afterAll(() => rm(folder, { recursive: true }));
  const written = async (name: string, content: string | Buffer): Promise<string> => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };

  it.each(READ)('is read: %s', async (_, name, content, records) => {
    const profile = await inspectDialogue(await written(name, content));
    expect(profile.records).toMatchObject(records);
    expect(profile.records.read).toBe(profile.records.kept + sum(profile.records.dropped));
  });

  it.each(REFUSED)('is refused in one line when it is no dialogue: %s', async (_, name, content) => {
    await expect(inspectDialogue(await written(name, content))).rejects.toMatchObject({
      name: 'FileError',
      message: expect.not.stringContaining('\n'),
    });
  });
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
