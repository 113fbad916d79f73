/**
 * Standings as the engine before the present one gave them (commit ce26880: Newton's method on full
 * matrices, steps halved on the log-likelihood, Cholesky factors), recorded 2026-11-30. The games are made up or
 * tossed; what the engines are measured by from outside is in test/rating.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hashOf } from '../../../src/spec/keys/hash.js';
import { standings } from '../../../src/tournament/standings/standings.js';
import type { RatedContestant, RatedGame } from '../../../src/tournament/standings/standings-types.js';
import type { ContestantKey } from '../../../src/vocabulary/ids.js';
import type { Result } from '../../../src/vocabulary/unions.js';

type Row = [
  rank: [number, number],
  elo: number | null,
  error: number | null,
  bound: [string, number] | null,
  group: number | null,
];
interface RecordedStandings {
  readonly name: string;
  readonly contestants: readonly string[];
  /** White, Black, and results from White's side, one letter a game; `w300` is three hundred of one kind. */
  readonly games: readonly string[];
  readonly zero: string;
  readonly whiteAdvantage: number | null;
  readonly drawRate: number | null;
  readonly notes: readonly string[];
  readonly rows: Readonly<Record<string, Row>>;
}
const recorded = JSON.parse(readFileSync(new URL('../recorded-engine.json', import.meta.url), 'utf8')) as {
  standings: RecordedStandings[];
};

const contestant = (name: string): RatedContestant => ({
  key: hashOf<ContestantKey>(name),
  kind: name === 'untouched' ? 'untouched' : name.startsWith('anchor:') ? 'anchor' : 'child',
  name,
  arm: null,
  replicate: null,
  checkpoint: null,
});
const RESULT: Readonly<Record<string, Result>> = { w: '1-0', d: '1/2-1/2', l: '0-1' };
function gamesOf(row: string): RatedGame[] {
  const [white, black, ...runs] = row.split(' ');
  const letters = runs
    .join('')
    .replace(/([wdl])(\d+)/g, (_, letter: string, count: string) => letter.repeat(Number(count)));
  return [...letters].map((letter) => ({
    white: contestant(white!).key,
    black: contestant(black!).key,
    result: RESULT[letter]!,
  }));
}
/** Within a millionth of the value, or of one Elo. */
function near(found: number | null | undefined, wanted: number | null | undefined): void {
  if (found == null || wanted == null) expect(found ?? null).toBe(wanted ?? null);
  else expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(wanted)));
}

describe('standings of the engine before', () => {
  it.each(recorded.standings)('$name', ({ contestants, games, rows, ...wanted }) => {
    const found = standings(contestants.map(contestant), games.flatMap(gamesOf));
    expect(found.zero).toBe(wanted.zero);
    expect(found.notes).toEqual(wanted.notes);
    near(found.whiteAdvantage, wanted.whiteAdvantage);
    near(found.drawRate, wanted.drawRate);
    expect(found.rows.map(({ contestant: name }) => name).sort()).toEqual(Object.keys(rows).sort());
    for (const row of found.rows) {
      const [rank, elo, error, bound, group] = rows[row.contestant]!;
      expect(row.rank).toEqual(rank);
      expect(row.group).toBe(group);
      expect(row.bound?.side).toBe(bound?.[0]);
      near(row.elo, elo);
      near(row.error, error);
      near(row.bound?.elo, bound?.[1]);
    }
  });
});
