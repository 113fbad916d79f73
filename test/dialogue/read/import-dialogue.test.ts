import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Conversation, readConversations } from '../../../src/dialogue/conversation/conversation.js';
import { dialogueFiles } from '../../../src/dialogue/conversation/dialogue-files.js';
import type { DialogueProfile } from '../../../src/dialogue/read/dialogue-profile.js';
import { type ImportDialogueOptions, importDialogue } from '../../../src/dialogue/read/import-dialogue.js';
import { inspectDialogue } from '../../../src/dialogue/read/inspect.js';
import { sentiment } from '../../../src/dialogue/vader/vader.js';
import { datasetDir } from '../../../src/files/home.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-dialogue-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = async (name: string, content: string | Uint8Array): Promise<string> => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};
const importAll = (files: readonly string[], more: Partial<ImportDialogueOptions> = {}): Promise<DialogueProfile> =>
  importDialogue({ files, home: folder, ...more });
const conversationsOf = async (profile: DialogueProfile): Promise<Conversation[]> => {
  const all: Conversation[] = [];
  for await (const conversation of readConversations(datasetDir(folder, profile.address))) all.push(conversation);
  return all;
};
const lines = (values: readonly unknown[]): string =>
  values.map((value) => `${typeof value === 'string' ? value : JSON.stringify(value)}\n`).join('');
const pairs = (count: number): { question: string; answer: string }[] =>
  Array.from({ length: count }, (_, i) => ({
    question: `question number ${i}`,
    answer: i % 2 ? 'I love it, great!' : 'That is terrible.',
  }));

describe('importDialogue', () => {
  it('writes clean, scored conversations, at the address of their bytes', async () => {
    const path = await file('a.jsonl', lines([{ question: 'Is it &amp; was it?', answer: '&gt; it\n  I love   it' }]));
    const profile = await importAll([path], { name: 'small' });
    const text = await readFile(join(datasetDir(folder, profile.address), 'conversations.jsonl'), 'utf8');
    expect(profile.address).toBe(sha256Hex(text));
    expect(profile.name).toBe('small');
    const [only] = await conversationsOf(profile);
    expect(only?.turns).toEqual([
      { text: 'Is it & was it?', compound: 0, weight: 0 },
      { text: 'I love it', compound: sentiment('I love it'), weight: 1 },
    ]);
    expect(await inspectDialogue(datasetDir(folder, profile.address))).toEqual(profile);
  });

  it('counts every record: read is kept and dropped', async () => {
    const bad = [
      'not json',
      '[]',
      '{"question": 5}',
      '{"question": "a", "answer": "[deleted]"}',
      '{"question": "a", "answer": "\\u0000"}',
      '{"question":"half',
    ];
    const path = await file('a.jsonl', lines([...pairs(3), ...bad, ...pairs(2)]));
    const { records } = await importAll([path]);
    expect(records).toEqual({
      read: 11,
      kept: 3,
      dropped: { 'not-json': 2, 'wrong-shape': 2, deleted: 1, 'not-text': 1, duplicate: 2 },
      repaired: { 'missing-comma': 0 },
    });
  });

  it('cuts a conversation at a bad turn and keeps the pieces that have a reply', async () => {
    const turns = ['one', 'two', 'see http://x', 'four', '[deleted]', 'six', 'seven', 'eight'];
    const path = await file('c.json', JSON.stringify({ id: { messages: turns.map((text) => [{ text }]) } }));
    const profile = await importAll([path]);
    expect((await conversationsOf(profile)).map(({ turns: kept }) => kept.map(({ text }) => text))).toEqual([
      ['one', 'two'],
      ['six', 'seven', 'eight'],
    ]);
    expect(profile.turnsDropped).toEqual({ link: 1, deleted: 1 });
    expect(profile.examples.train + profile.examples.heldOut).toBe(3);
  });

  it('holds out about one conversation in twenty, the same ones whatever stands beside them', async () => {
    const all = await conversationsOf(await importAll([await file('a.jsonl', lines(pairs(2000)))]));
    const half = await conversationsOf(await importAll([await file('b.jsonl', lines(pairs(1000)))]));
    expect(all.filter(({ heldOut }) => heldOut).length).toBeGreaterThan(60);
    expect(all.filter(({ heldOut }) => heldOut).length).toBeLessThan(140);
    expect(half.map(({ heldOut }) => heldOut)).toEqual(all.slice(0, 1000).map(({ heldOut }) => heldOut));
  });

  it('has the same address for the same data, compressed or not, imported once or twice', async () => {
    const text = lines(pairs(50));
    const plain = await importAll([await file('a.jsonl', text)]);
    const packed = await importAll([await file('a.jsonl.gz', gzipSync(text))]);
    expect(packed.address).toBe(plain.address);
    expect(await readdir(join(folder, 'datasets'))).toEqual([plain.address]);
  });

  it('reads a dataset of its own again', async () => {
    const first = await importAll([await file('a.jsonl', lines(pairs(50)))]);
    const again = await importAll([join(datasetDir(folder, first.address), 'conversations.jsonl')]);
    expect(again.sources[0]?.format).toBe('conversations');
    expect((await conversationsOf(again)).map(({ turns }) => turns)).toEqual(
      (await conversationsOf(first)).map(({ turns }) => turns),
    );
  });

  it('makes one dataset of a folder of plain conversations, every answer learnt', async () => {
    await mkdir(join(folder, 'talk'));
    await file(
      'talk/2-tea.jsonl',
      lines([{ turns: ['Tea?', 'Yes, tea.', 'With milk?', 'No milk.'] }, { turns: ['Tea?'] }]),
    );
    await file('talk/1-name.jsonl', lines([{ turns: ['Your name?', 'It is Robin.'] }]));
    await file('talk/README.md', 'prose');
    const files = await dialogueFiles([join(folder, 'talk')]);
    expect(files.map((path) => basename(path))).toEqual(['1-name.jsonl', '2-tea.jsonl']);
    const profile = await importAll(files);
    expect(profile.sources.map(({ format }) => format)).toEqual(['turns', 'turns']);
    expect(profile.records).toMatchObject({ kept: 2, dropped: { 'no-reply': 1 } });
    const conversations = await conversationsOf(profile);
    expect(conversations.map(({ turns }) => turns.map(({ text, weight }) => `${weight} ${text}`))).toEqual([
      ['1 Your name?', '1 It is Robin.'],
      ['1 Tea?', '1 Yes, tea.', '1 With milk?', '1 No milk.'],
    ]);
    expect(await dialogueFiles([datasetDir(folder, profile.address)])).toEqual([
      join(datasetDir(folder, profile.address), 'conversations.jsonl'),
    ]);
    await mkdir(join(folder, 'nothing'));
    await expect(dialogueFiles([join(folder, 'nothing')])).rejects.toMatchObject({ code: 'empty' });
  });

  it('leaves nothing behind when it fails or is stopped', async () => {
    const good = await file('a.jsonl', lines(pairs(20_000)));
    const nothing = await file('b.jsonl', lines(['{"question":"a","answer":""}']));
    await expect(importAll([nothing])).rejects.toThrow(
      /b\.jsonl: no conversation could be kept \(1 records read; dropped: empty 1\)/,
    );
    await expect(importAll([good, join(folder, 'missing')])).rejects.toMatchObject({ code: 'not-found' });
    await expect(importAll([await file('c.txt', 'prose, and more of it')])).rejects.toMatchObject({
      code: 'wrong-kind',
    });
    await expect(importAll([await file('d.jsonl', '')])).rejects.toMatchObject({ code: 'empty' });
    await expect(importAll([folder])).rejects.toMatchObject({ code: 'not-a-file' });
    const stop = new AbortController();
    await expect(importAll([good], { signal: stop.signal, onProgress: () => stop.abort() })).rejects.toThrow();
    expect(await readdir(join(folder, 'datasets'))).toEqual([]);
  });

  it('says how far it is', async () => {
    const seen: number[] = [];
    const path = await file('a.jsonl', lines(pairs(5000)));
    await importAll([path], { onProgress: ({ bytesRead, bytesTotal }) => seen.push(bytesRead / bytesTotal) });
    expect(seen.at(-1)).toBe(1);
  });
});
