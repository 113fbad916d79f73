/** Our move counts against the published perft suites of the reference data. */
import { describe, expect, it } from 'vitest';
import { readLines } from '../../src/files/read-text.js';
import { sharedData } from '../shared-data.js';
import { perft } from './perft-counts.js';
import { fromFen } from './positions.js';

interface Case {
  readonly fen: string;
  readonly depth: number;
  readonly count: number;
}

/** Lines such as `FEN ; D1 20; D2 400`. */
async function casesOf(path: string): Promise<Case[]> {
  const cases: Case[] = [];
  for await (const line of readLines(path)) {
    const [position, ...counts] = line.split(';').map((part) => part.trim()) as [string, ...string[]];
    const fields = position.split(/\s+/);
    if (fields.length < 4) continue;
    const fen = [...fields.slice(0, 4), fields[4] ?? '0', fields[5] ?? '1'].join(' ');
    for (const count of counts) {
      const match = /^D(\d+) (\d+)$/.exec(count);
      if (match) cases.push({ fen, depth: Number(match[1]), count: Number(match[2]) });
    }
  }
  return cases;
}

describe('perft', () => {
  it.each([
    ['perft.epd', 3_000, Infinity],
    ['perft-marcel_0001-1500.epd', 800, Infinity],
    ['ferdy_perft_enpassant_0001-0800.epd', Infinity, 3],
    ['ferdy_perft_single_check_1.epd.gz', Infinity, 3],
  ])('agrees with the reference counts of %s', async (name, most, cases) => {
    const all = (await casesOf(sharedData(`chess/perft/${name}`)))
      .filter(({ count }) => count <= most)
      .sort((a, b) => a.count - b.count);
    const chosen = all.slice(0, cases);
    expect(chosen.length).toBeGreaterThan(2);
    for (const { fen, depth, count } of chosen) {
      expect(perft(fromFen(fen), depth), `${fen} to depth ${depth}`).toBe(count);
    }
  });
});
