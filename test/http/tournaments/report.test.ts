import { describe, expect, it } from 'vitest';
import { checkBundle } from '../../../src/tournament/report/check-report.js';
import type { Report } from '../../../src/tournament/report/report.js';
import { type CsvGame, csvLine, GAME_COLUMNS, gameCsvLine } from '../../../src/tournament/report/report-csv.js';
import { playOut } from '../../store/play-out.js';
import { useApi } from '../api.js';

const api = useApi();
const hostile = `"><script>alert('x')</script> & co`;

async function finished(name: string, games?: number): Promise<string> {
  const { id } = (
    await api.call('POST', '/tournaments', {
      name,
      arms: [{ tone: 'positive' }, { tone: 'negative' }],
      replicates: [1, 2, 3, 4, 5, 6],
      pairs: 1,
      anchors: ['random'],
      openings: { plies: 0 },
    })
  ).json<{ id: string }>();
  await playOut(api.db, id, { strengths: { positive: 1.6 }, ...(games === undefined ? {} : { games }) });
  return id;
}
const report = async (id: string): Promise<Report> =>
  (await api.call('GET', `/tournaments/${id}/report`, undefined, { accept: 'application/json' })).json<Report>();

describe('GET /tournaments/:id/report', () => {
  it('is a page by default, with a policy that lets it fetch and run nothing', async () => {
    const id = await finished(hostile);
    const response = await api.call('GET', `/tournaments/${id}/report`);
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(response.headers['content-security-policy']).toContain("default-src 'none'");
    expect(response.body).toContain('&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; co');
    expect(response.body).not.toContain('<script');
    const again = await api.call('GET', `/tournaments/${id}/report`, undefined, {
      'if-none-match': String(response.headers.etag),
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('is JSON by Accept, and says what /verdict and /standings say', async () => {
    const id = await finished('the same everywhere');
    const found = await report(id);
    const verdict = (await api.call('GET', `/tournaments/${id}/verdict`)).json<Record<string, unknown>>();
    expect(verdict).toMatchObject(JSON.parse(JSON.stringify(found.verdict)) as object);
    expect(found.standings.rows.map(({ contestant, elo }) => [contestant, elo])).toEqual(
      (await api.call('GET', `/tournaments/${id}/standings`))
        .json<{ rows: { contestant: string; elo: number }[] }>()
        .rows.map(({ contestant, elo }) => [contestant, elo]),
    );
    expect(found.tournament.state).toBe('finished');
  });

  it('lets a reader compute the verdict again from it and from the games', async () => {
    const id = await finished('again');
    const games = (
      await api.call('GET', `/tournaments/${id}/games`, undefined, { accept: 'application/x-ndjson' })
    ).body
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as CsvGame);
    const { checks, verdict } = checkBundle({
      report: await report(id),
      gamesCsv: csvLine(GAME_COLUMNS) + games.map(gameCsvLine).join(''),
      pgn: null,
    });
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(verdict!.contrast!.differences).toHaveLength(6);
  });

  it('sums play and faults from the rows', async () => {
    const id = await finished('sums');
    const found = await report(id);
    const [positive, negative, untouched] = found.play;
    expect([positive!.group, negative!.group, untouched!.group]).toEqual(['positive', 'negative', 'untouched']);
    const all = found.play.reduce((sum, { games }) => sum + games, 0);
    expect(all).toBe(2 * found.tournament.games);
    expect(positive!.legalShare).toBeCloseTo(2.9 / 3, 10);
    expect(Object.values(positive!.endings).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect(
      found.faults.every(
        ({ replayedGames, conflicts, failedFineTunes }) => replayedGames + conflicts + failedFineTunes === 0,
      ),
    ).toBe(true);
    // style from the recorded games: three short lines, in which Black's draws bring positions back
    const style = new Map(found.sideEffects.rows.map((row) => [row.measure, row]));
    expect([...style.keys()]).toEqual([
      'neutral perplexity',
      'legal share',
      'trades',
      'checks',
      'king moves',
      'repetitions',
      'game length',
    ]);
    expect(style.get('king moves')!.arms.map(({ mean }) => mean)).toEqual([0, 0]);
    // every win here ends in the only check
    expect(style.get('checks')!.arms[0]!.mean!).toBeGreaterThan(style.get('checks')!.arms[1]!.mean!);
    expect(style.get('checks')!.contrast!.adjusted).toBeGreaterThanOrEqual(style.get('checks')!.contrast!.p!);
    expect(found.cost.fineTunesFrom).toBe('bound'); // these children have no cards
  });

  it('says that a tournament under way is partial', async () => {
    const id = await finished('half', 20);
    expect((await api.call('GET', `/tournaments/${id}/report`)).body).toContain('What follows is partial');
    expect((await report(id)).verdict.contrast!.p).toBeNull();
  });

  it('refuses what it cannot give', async () => {
    const id = await finished('refusals', 2);
    expect((await api.call('GET', `/tournaments/${id}/report`, undefined, { accept: 'image/png' })).statusCode).toBe(
      406,
    );
    expect((await api.call('GET', '/tournaments/019aa000-0000-7000-8000-000000000009/report')).statusCode).toBe(404);
    expect((await api.call('GET', '/tournaments/nonsense/report')).statusCode).toBe(404);
  });
});
