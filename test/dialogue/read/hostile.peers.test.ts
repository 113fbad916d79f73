/** Real files, broken and whole, from the reference data beside the repository. */
import { describe, expect, it } from 'vitest';
import type { DialogueProfile } from '../../../src/dialogue/read/dialogue-profile.js';
import { inspectDialogue } from '../../../src/dialogue/read/inspect.js';
import { sharedData } from '../../shared-data.js';

type Expectation = (profile: DialogueProfile) => void;
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
  it.each(FILES)('%s', async (name, expectation) => {
    const profile = await inspectDialogue(sharedData(name));
    expectation(profile);
    const dropped = Object.values(profile.records.dropped).reduce((total, count) => total + count, 0);
    expect(profile.records.read).toBe(profile.records.kept + dropped);
    expect(profile.records.kept).toBeGreaterThan(0);
  });

  it.each(REFUSED)('%s is refused in one line', async (name) => {
    await expect(inspectDialogue(sharedData(name))).rejects.toMatchObject({
      name: 'FileError',
      message: expect.not.stringContaining('\n'),
    });
  });
});
