import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../src/files/home.js';
import { labelled } from '../../dialogue/labelled.js';

const folder = mkdtempSync(join(tmpdir(), 'sentimate-sentiment-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function sentimate(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(projectRoot(), 'bin', 'sentimate.mjs'), 'sentiment', ...args], {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, SENTIMATE_HOME: join(folder, 'home') },
  });
}
function file(name: string, count: number, seed: number): string {
  const lines = labelled(count, seed).messages.map(({ text, sentiment }) => `${text}\t${sentiment}`);
  writeFileSync(join(folder, name), ['text\tsentiment', ...lines].join('\n'));
  return name;
}
const learnt = file('learnt.tsv', 300, 1);
const fresh = file('fresh.tsv', 150, 2);

describe('sentimate sentiment', () => {
  it('trains a classifier, keeps it by its content, and measures it beside VADER', { timeout: 240_000 }, () => {
    const first = sentimate('train', learnt, '--name', 'mine', '--out', 'mine.json', '--json');
    expect([first.status, first.stderr]).toEqual([0, '']);
    const { address, training } = JSON.parse(first.stdout) as { address: string; training: { sources: object[] } };
    expect(training.sources).toMatchObject([{ file: 'learnt.tsv', format: 'table', messages: 300 }]);
    expect(readFileSync(join(folder, 'home', 'datasets', address, 'classifier.json'), 'utf8')).toBe(
      readFileSync(join(folder, 'mine.json'), 'utf8'),
    );
    expect(sentimate('train', learnt, '--name', 'mine').stdout).toContain(address); // the same bits again
    const json = sentimate('calibrate', fresh, learnt, '--classifier', 'mine', '--json');
    expect(json.stdout).not.toMatch(/NaN|Infinity/);
    const report = JSON.parse(json.stdout) as {
      classifier: string;
      sets: {
        trainedOn: boolean;
        majority: { macroF1: number };
        scorers: {
          scorer: string;
          result: { macroF1: number; classes: { precisionOf: { low: number; high: number; share: number } }[] };
        }[];
      }[];
    };
    expect(report.classifier).toBe(address);
    expect(report.sets.map(({ trainedOn }) => trainedOn)).toEqual([false, true]);
    const [{ majority, scorers }] = report.sets as [(typeof report.sets)[number]];
    expect(scorers.map(({ scorer }) => scorer)).toEqual(['vader', 'classifier', 'agreement']);
    expect(scorers[1]!.result.macroF1).toBeGreaterThan(majority.macroF1 + 0.4);
    for (const { precisionOf } of scorers[1]!.result.classes) {
      expect(precisionOf.low).toBeLessThan(precisionOf.share);
      expect(precisionOf.high).toBeGreaterThan(precisionOf.share);
    }
    const text = sentimate('calibrate', fresh, learnt, '--classifier', address).stdout;
    expect(text).toMatch(
      /fresh\.tsv: 150 messages[\s\S]*always \w+: accuracy \.33[\s\S]*vader[\s\S]*agreement[\s\S]*learnt\.tsv[\s\S]*THE CLASSIFIER WAS TRAINED ON THIS SET/,
    );
    expect(sentimate('calibrate', fresh).stdout).not.toContain('agreement');
  });

  it.each([
    [['train', 'nowhere.tsv'], 1, 'nowhere.tsv: no such file'],
    [['train', 'one-class.tsv'], 1, 'one-class.tsv: 0 messages are negative; at least 20 of each class are needed'],
    [
      ['train', learnt, 'mess.bin'],
      1,
      'mess.bin: is no set of labelled messages of a kind we read (goemotions-group, goemotions, sst2, vader-means, table)',
    ],
    [['train', learnt, '--out', learnt], 2, '--out learnt.tsv: already exists'],
    [
      ['calibrate', fresh, '--classifier', 'nobody'],
      1,
      'there is no classifier dataset nobody; make one with: sentimate sentiment train FILES...',
    ],
    [['calibrate', fresh, '--format', 'sst2'], 1, 'fresh.tsv: no message has a class (left out: wrong-shape 151)'],
  ])('%j: one line', { timeout: 120_000 }, (args, status, line) => {
    writeFileSync(join(folder, 'one-class.tsv'), Array.from({ length: 60 }, (_, i) => `fine ${i}\t1`).join('\n'));
    writeFileSync(join(folder, 'mess.bin'), Buffer.from([0, 1, 2, 255, 10]));
    const before = existsSync(join(folder, 'home', 'datasets')) ? readdirSync(join(folder, 'home', 'datasets')) : [];
    expect(sentimate(...args)).toEqual(expect.objectContaining({ status, stdout: '', stderr: `sentimate: ${line}\n` }));
    expect(existsSync(join(folder, 'home', 'datasets')) ? readdirSync(join(folder, 'home', 'datasets')) : []).toEqual(
      before,
    );
  });
});
