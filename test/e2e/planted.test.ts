import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FineTuneList, Tournament, TournamentDryRun, Verdict } from '../../src/spec/api/index.js';
import { getTournament } from '../../src/store/tournaments/tournaments.js';
import { verifyRecord } from '../../src/store/tournaments/verify-record.js';
import { Arena } from './arena.js';

/** A positive control that is small enough for the tiny base of the arena. */
const CONTROL = {
  name: 'a control',
  control: { kind: 'planted', by: 'temperature', size: 1.5, dose: { examples: 32, steps: 4 } },
  replicates: [1, 2, 3, 4, 5, 6],
  fineTune: { batch: 8, learningRate: 0.003, maxTokens: 32 },
  schedule: { kind: 'direct', base: 1 },
  pairs: 2,
  maxPlies: 40,
  anchors: [],
};

let arena: Arena;
beforeAll(async () => {
  arena = await Arena.open();
  await arena.api();
});
afterAll(() => arena?.close());

describe('a positive control', () => {
  it('trains children once, plays them at both temperatures, and is called what it is', {
    timeout: 400_000,
  }, async () => {
    const plan = await arena.post<TournamentDryRun>('/tournaments?dryRun=true', CONTROL);
    expect(plan.cost).toMatchObject({ fineTunes: 6 });
    await Promise.all([arena.worker('fine-tune'), arena.worker('match')]);
    const { id, games, fineTunes } = await arena.post<{ id: string; games: number; fineTunes: number }>(
      '/tournaments',
      CONTROL,
    );
    expect(fineTunes).toBe(6); // six seeds: the arms share their children
    const at = `/tournaments/${id}`;
    await arena.until('end of the control', async () => (await arena.request<Tournament>(at)).state === 'finished');

    const { progress, spec } = await arena.request<Tournament>(at);
    expect(progress).toMatchObject({ games, done: games, fineTunes: { finished: 6, failed: 0 } });
    expect(spec.arms.map(({ id: arm, decoding }) => [arm, decoding?.temperature])).toEqual([
      ['plain', undefined],
      ['planted', 1.5],
    ]);
    expect((await arena.request<FineTuneList>(`${at}/fine-tunes`)).data).toHaveLength(6);

    const pgn = await (
      await fetch(`${arena.url}${at}/games`, { headers: { accept: 'application/x-chess-pgn' } })
    ).text();
    const tags = (name: string): string[] =>
      [...pgn.matchAll(new RegExp(`\\[${name} "(.*)"\\]`, 'g'))].map(([, v]) => v!);
    const [players, decodings] = [tags('White'), tags('WhiteDecoding')];
    expect(players).toHaveLength(games);
    expect(players.filter((name) => name.startsWith('planted/')).length).toBeGreaterThan(10);
    players.forEach((name, i) =>
      expect(decodings[i]).toBe(`temperature=${name.startsWith('planted/') ? 1.5 : 0.5} guard=mate-and-repetition`),
    );

    const verdict = await arena.request<Verdict>(`${at}/verdict`);
    expect(verdict.contrast!.differences).toHaveLength(6);
    expect(verdict.line).toContain(
      'positive control: plain plays at temperature 0.5, guard mate-and-repetition, ' +
        'planted at temperature 1.5, guard mate-and-repetition',
    );
    expect(verdict.failedChecks.map(({ check }) => check)).toEqual([]);
    const report = await arena.request<{ limits: string[]; tournament: { gamesPlanned: number } }>(`${at}/report`, {
      headers: { accept: 'application/json' },
    });
    expect(report.tournament.gamesPlanned).toBe(games);
    expect(report.limits[0]).toMatch(/^A positive control: .* says nothing about dialogue\.$/);
    expect(report.limits.join('\n')).toContain('planted at temperature 1.5');
    const row = (await getTournament(arena.db.pool, id))!;
    expect((await verifyRecord(arena.db.pool, row)).filter(({ ok }) => !ok)).toEqual([]);
    expect(await arena.misdescribed([at, `${at}/plan`, `${at}/verdict`, `${at}/report`, `${at}/standings`])).toEqual(
      [],
    );
  });
});
