/** Real files, broken and whole, from the reference data beside the repository. */
import { describe, expect, it } from 'vitest';
import { dialogueInspect } from '../../src/dialogue/inspect.js';
import type { DialogueProfile } from '../../src/dialogue/profile.js';
import { sharedData } from '../shared-data.js';

type Expectation = (profile: DialogueProfile) => void;
const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((total, count) => total + count, 0);

/** Counts of records are those of the data's own README; the two malformed files lack commas between records. */
const FILES: readonly (readonly [string, Expectation])[] = [
  ['dialogue/hostile/compsci_2015-03-19.malformed.json', ({ records }) => expect(records).toMatchObject({ read: 251, repaired: { 'missing-comma': 2 } })],
  ['dialogue/hostile/machinelearning_2015-03-16.malformed.json', ({ records }) => expect(records).toMatchObject({ read: 154, repaired: { 'missing-comma': 2 } })],
  ['dialogue/reddit/raw/machinelearning_2015-03-01.json', ({ records }) => expect(records).toMatchObject({ read: 81, repaired: { 'missing-comma': 0 } })],
  ['dialogue/reddit/compsci_2015-02-03.jsonl.gz', ({ records }) => expect(records.read).toBe(1911)],
  ['dialogue/dialogpt/train_raw.tsv.gz', ({ records }) => expect(records).toMatchObject({ read: 10_000, kept: 33, dropped: { duplicate: 9967 } })],
];

const REFUSED = [
  'dialogue/chitchat/qna_chitchat_witty.tsv',
  'dialogue/topical-chat/valid_rare.json.gz',
  'dialogue/convai2/data_intermediate.json.gz',
  'chess/positions/bratko-kopec.epd',
  'chess/openings/8moves_v3.pgn.zip',
];

describe('real files', () => {
  for (const [name, expectation] of FILES) {
    const path = sharedData(name);
    if (path === undefined) {
      console.log(`left out: ${name} (the reference data are not here)`);
      continue;
    }
    it(name, async () => {
      const profile = await dialogueInspect(path);
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
      await expect(dialogueInspect(path)).rejects.toMatchObject({ name: 'FileError', message: expect.not.stringContaining('\n') });
    });
  }

  it('has something to say where no reference data are', () => {
    expect(FILES.length + REFUSED.length).toBeGreaterThan(0);
  });
});
