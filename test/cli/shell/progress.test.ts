import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openProgress, type ProgressTask } from '../../../src/cli/shell/progress.js';
import { ThroughputMeter } from '../../../src/cli/shell/throughput.js';

class Screen extends Writable {
  text = '';
  columns = 100;
  constructor(readonly isTTY: boolean) {
    super();
  }
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += String(chunk);
    done();
  }
  cursorTo(): boolean {
    return true;
  }
  moveCursor(): boolean {
    return true;
  }
  clearLine(): boolean {
    return true;
  }
}
const games = (value: number, note = ''): ProgressTask => ({ name: 'games', value, total: 100, note });

describe('the rate', () => {
  it('is that of the last minute, and unknown until something has been seen', () => {
    let now = 0;
    const meter = new ThroughputMeter(() => now);
    expect(meter.rate(10)).toBeUndefined();
    now = 1_000;
    expect(meter.rate(20)).toBeUndefined(); // a second is too short to tell
    now = 10_000;
    expect(meter.rate(110)).toBeCloseTo(10, 9); // what was there at the start is no work of ours
    for (now = 20_000; now <= 200_000; now += 10_000) meter.rate(110 + (now - 10_000) / 10_000);
    now = 210_000;
    expect(meter.rate(110 + 20)).toBeCloseTo(0.1, 2); // the fast start is forgotten
    expect(meter.rate(5)).toBeUndefined();
  });

  it('is not there while nothing moves', () => {
    let now = 0;
    const meter = new ThroughputMeter(() => now);
    meter.rate(0);
    now = 50_000;
    expect(meter.rate(0)).toBeUndefined();
  });
});

describe('progress', () => {
  it('is a line every five seconds where there is no terminal, with rate and time left', () => {
    let now = 0;
    const screen = new Screen(false);
    const progress = openProgress(screen as unknown as NodeJS.WriteStream, () => now);
    progress.update([games(0)]);
    now = 4_000;
    progress.update([games(10)]);
    now = 5_000;
    progress.update([games(20, '8 on the boards')]);
    progress.say('a remark');
    now = 6_000;
    progress.update([games(100)]);
    progress.stop();
    expect(screen.text).toBe(
      'games 0/100\ngames 20/100 (4.0/s, 20 s left; 8 on the boards)\na remark\ngames 100/100 (done)\n',
    );
  });

  it('writes slow rates by the minute and bytes as megabytes', () => {
    let now = 0;
    const screen = new Screen(false);
    const progress = openProgress(screen as unknown as NodeJS.WriteStream, () => now);
    progress.update([games(0), { name: 'file', value: 0, total: 50e6, note: '', unit: 'bytes' }]);
    now = 60_000;
    progress.update([games(3), { name: 'file', value: 30e6, total: 50e6, note: '', unit: 'bytes' }]);
    expect(screen.text.split('\n')[1]).toBe(
      'games 3/100 (3.0/min, 32 min left), file 30.0/50.0 MB (0.5 MB/s, 40 s left)',
    );
  });

  it('is bars on a terminal, none wider than it', () => {
    let now = 0;
    const screen = new Screen(true);
    const progress = openProgress(screen as unknown as NodeJS.WriteStream, () => now);
    progress.update([games(0)]);
    now = 10_000;
    progress.update([games(50, 'x'.repeat(300))]);
    progress.stop();
    const bar = screen.text
      .split('\n')
      .findLast((line) => line.includes('games'))!
      .replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '');
    expect(bar).toMatch(/games +█{12}░{12} +50 % {2}50\/100 {2}5\.0\/s, 10 s left {2}x+…/);
    expect(bar.length).toBeLessThan(100);
  });
});
