import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { readGold } from '../../../src/dialogue/tone/sentiment-gold.js';

const folder = mkdtempSync(join(tmpdir(), 'sentimate-gold-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function file(content: string | Buffer): string {
  const path = join(folder, `gold-${files++}`);
  writeFileSync(path, content);
  return path;
}
const kept = async (path: string) =>
  (await readGold(path)).messages.map(({ text, sentiment }) => `${sentiment}: ${text}`);

describe('readGold', () => {
  it('reads GoEmotions, grouped and original: one class a message, whatever its number of labels', async () => {
    const grouped = file('So sad\t1\tx1\nA door\t2\tx2\nYay\t3\tx3\nHm?\t0\tx4\nYay but sad\t1,3\tx5\nA door\t2\tx6\n');
    const { format, leftOut } = await readGold(grouped);
    expect([format, leftOut]).toEqual(['goemotions-group', { ambiguous: 1, 'several-classes': 1, duplicate: 1 }]);
    expect(await kept(grouped)).toEqual(['negative: So sad', 'neutral: A door', 'positive: Yay']);
    // 25 sadness, 27 neutral, 17 joy and 18 love (both positive), 6 confusion, 3 annoyance beside 27
    const original = file('So sad\t25\tx1\nA door\t27\tx2\nYay\t17,18\tx3\nHm?\t6\tx4\nTsk\t3,27\tx5\n');
    expect((await readGold(original)).format).toBe('goemotions');
    expect(await kept(original)).toEqual(['negative: So sad', 'neutral: A door', 'positive: Yay']);
  });

  it('reads SST-2, means of raters, and tables with commas in quotes; compressed too', async () => {
    expect(await kept(file(gzipSync('a fine film\t1\na bore\t0\n')))).toEqual([
      'positive: a fine film',
      'negative: a bore',
    ]);
    const means = file(
      '1\t2.7\tlucky me\n2\t-0.5\tlate\n3\t0.49\tby the sea\n4\t4.5\tbeyond the scale\n5\t1\ta\n6\t-1\tb\n',
    );
    expect(await kept(means)).toEqual([
      'positive: lucky me',
      'negative: late',
      'neutral: by the sea',
      'positive: a',
      'negative: b',
    ]);
    expect((await readGold(means)).messages[1]!.mean).toBe(-0.5);
    const table = file(
      'Sr No.,Utterance,Speaker,Sentiment\r\n1,"Or, we could ""go""",Ross,neutral\r\n2,You’re a genius!,Joey,Positive\r\n3,"never closed,Joey,positive\r\n4,odd,Joey,furious\r\n',
    );
    expect(await kept(table)).toEqual(['neutral: Or, we could "go"', 'positive: You’re a genius!']);
    expect((await readGold(table)).leftOut).toEqual({ 'wrong-shape': 2 });
  });

  it('hashes messages and classes, not files', async () => {
    const hash = async (text: string | Buffer): Promise<string> => (await readGold(file(text))).hash;
    expect(await hash('a\t1\nb\t0\n')).toBe(await hash(gzipSync('a\t1\r\nb\t0\r\n')));
    expect(await hash('a\t1\nb\t0\n')).not.toBe(await hash('a\t1\nb\t1\n'));
  });

  it.each([
    ['', 'empty', /is empty/],
    ['\n \n', 'empty', /is empty/],
    ['once upon a time\nthere was text\n', 'wrong-kind', /no set of labelled messages/],
    [Buffer.from([0, 1, 2, 255, 254, 10, 9, 9]), 'wrong-kind', /no set of labelled messages/],
    ['a\tb\tc\nd\te\tf\n', 'wrong-kind', /no set of labelled messages/],
    ['text,sentiment\nx,furious\n', 'nothing-kept', /wrong-shape 1/],
    ['Hm?\t0\tx\nEh?\t0\ty\n', 'nothing-kept', /ambiguous 2/],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n', 'lfs-pointer', /LFS/],
    [gzipSync('a\t1\n'.repeat(1000)).subarray(0, 30), 'truncated', /./],
  ])('refuses %j with one line', async (content, code, message) => {
    const path = file(content);
    const error = await readGold(path).catch((thrown: unknown) => thrown as Error);
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect((error as Error).message).toMatch(new RegExp(`^${path}: [^\\n]+$`));
  });

  it('refuses a format that the file is not in, and a file that is not there', async () => {
    await expect(readGold(file('a\t1\n'), 'table')).rejects.toMatchObject({
      code: 'wrong-kind',
      message: expect.stringContaining('not in the format table'),
    });
    await expect(readGold(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' });
  });
});
