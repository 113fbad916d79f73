import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examplesOf, readConversations } from '../../../src/dialogue/conversation/conversation.js';
import { importDialogue } from '../../../src/dialogue/read/import-dialogue.js';
import { parseTableHeader } from '../../../src/dialogue/read/read-table.js';
import { datasetDir } from '../../../src/files/home.js';

let home: string;
beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), 'sentimate-labels-'))));
afterAll(() => rm(home, { recursive: true, force: true }));

async function imported(name: string, text: string, labelColumn?: string) {
  const path = join(home, name);
  await writeFile(path, text);
  const profile = await importDialogue({ files: [path], home, labelColumn });
  const rows: { context: readonly string[]; reply: string; label: string | undefined; heldOut: boolean }[] = [];
  for await (const conversation of readConversations(datasetDir(home, profile.address))) {
    for (const { context, reply, label, heldOut } of examplesOf(conversation))
      rows.push({ context, reply, label, heldOut });
  }
  return { profile, rows };
}

describe('label columns', () => {
  const LINES = [
    { context: ['How are you?'], reply: 'I am quite well, thank you.', tone: 'formal' },
    { context: ['How are you?'], reply: 'yeah good', tone: 'casual' },
    { context: ['Where is it?'], reply: 'Over there.', tone: 7 },
    { context: ['Who?'], reply: 'Nobody.', tone: null },
  ];
  const text = LINES.map((line) => JSON.stringify(line)).join('\n');

  it('keeps the value of the field that is named as the label of the reply; without one nothing is labelled', async () => {
    const { rows, profile } = await imported('lines.jsonl', text, 'tone');
    expect(rows.map(({ reply, label }) => [reply, label])).toEqual([
      ['I am quite well, thank you.', 'formal'],
      ['yeah good', 'casual'],
      ['Over there.', '7'],
      ['Nobody.', undefined],
    ]);
    const counts: Record<string, number> = {};
    for (const { label, heldOut } of rows)
      if (label !== undefined && !heldOut) counts[label] = (counts[label] ?? 0) + 1;
    expect(profile.labels).toEqual(counts);
    const plain = await imported('plain.jsonl', text);
    expect(plain.rows.every(({ label }) => label === undefined)).toBe(true);
    expect(plain.profile.labels).toBeUndefined();
    expect(plain.profile.address).not.toBe(profile.address);
  });

  it('reads tables by their header, with quotes, and counts rows of another width', async () => {
    const csv = [
      'label,Question,Answer',
      'a,"Hello, who are you?","I am ""Bob"", as they say"',
      'b,Where to?,Home',
      'b,too,many,fields',
      'a,"never closed,x',
    ].join('\r\n');
    const { rows, profile } = await imported('table.csv', csv, 'LABEL');
    expect(rows).toMatchObject([
      { context: ['Hello, who are you?'], reply: 'I am "Bob", as they say', label: 'a' },
      { context: ['Where to?'], reply: 'Home', label: 'b' },
    ]);
    expect(profile.records).toMatchObject({ read: 4, kept: 2, dropped: { 'wrong-shape': 2 } });
    const tsv = await imported('table.tsv', ['context\treply\tmood', 'Hi, you\tHi "back"\tgood'].join('\n'), 'mood');
    expect(tsv.rows).toMatchObject([{ context: ['Hi, you'], reply: 'Hi "back"', label: 'good' }]);
    expect(tsv.profile.sources[0]!.format).toBe('table');
  });

  it('takes no line of dialogue for a header', () => {
    expect(parseTableHeader('0.0 hello EOS 1.0 hi\t1.0 reply')).toBeUndefined();
    expect(parseTableHeader('a question, an answer')).toBeUndefined();
    expect(parseTableHeader('question,answer')).toBeDefined();
  });
});
