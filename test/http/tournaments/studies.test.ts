import { describe, expect, it } from 'vitest';
import { reconcile } from '../../../src/orchestration/reconcile.js';
import { releaseStudies } from '../../../src/orchestration/release-studies.js';
import { parseCsv } from '../../../src/tournament/report/report-csv.js';
import { silent } from '../../orchestration/mock.js';
import { playOut } from '../../store/play-out.js';
import { useApi } from '../api.js';

const api = useApi();
const tournament = {
  arms: [{ tone: 'positive' }, { tone: 'negative' }],
  pairs: 1,
  anchors: [],
  openings: { plies: 0 },
};
const body = (name: string, more: object = {}) => ({
  name,
  tournament,
  grid: { dose: [{ steps: 2 }, { steps: 4 }, { steps: 8 }] },
  ...more,
});
const post = (study: object) => api.call('POST', '/studies', study);
interface Study {
  readonly id: string;
  readonly state: string;
  readonly progress: { readonly cells: number; readonly waiting: number; readonly finished: number };
  readonly cells: readonly {
    readonly tournament: string;
    readonly state: string;
    readonly name: string;
    readonly planHash: string;
  }[];
}
const study = async (id: string): Promise<Study> => (await api.call('GET', `/studies/${id}`)).json<Study>();
const states = async (id: string): Promise<string[]> => (await study(id)).cells.map(({ state }) => state);
/** The reconciler's rounds and whole tournaments, until nothing is due. */
async function run(id: string, strengths: readonly number[]): Promise<void> {
  for (const [i, strength] of strengths.entries()) {
    await releaseStudies(api.db, silent);
    await playOut(api.db, (await study(id)).cells[i]!.tournament, { strengths: { positive: strength } });
  }
}

describe('POST /studies', () => {
  it('plans and seals every cell before it answers, and releases none by itself', async () => {
    const response = await post(body('sealed'));
    expect(response.statusCode).toBe(202);
    const { id } = response.json<Study>();
    expect(response.headers.location).toBe(`/studies/${id}`);
    const found = await study(id);
    expect(found).toMatchObject({ state: 'created', progress: { cells: 3, waiting: 3, finished: 0 } });
    expect(found.cells.map(({ name }) => name)).toEqual(['sealed: 2 steps', 'sealed: 4 steps', 'sealed: 8 steps']);
    expect(new Set(found.cells.map(({ planHash }) => planHash)).size).toBe(3);
    await api.call('POST', `/studies/${id}/cancel`);
  });

  it('is the same study when asked for again, however often at once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(body('again'))));
    expect(new Set(answers.map((answer) => answer.json<Study>().id)).size).toBe(1);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 200, 200, 200, 200, 202]);
    const more = await post(body('again', { concurrency: 2 })); // how many run at once is no part of what it is
    expect(more.json<Study>().id).toBe(answers[0]!.json<Study>().id);
    expect((await post(body('again', { seeds: [7, 8, 9, 10, 11, 12] }))).statusCode).toBe(202);
    for (const { id } of (await api.call('GET', '/studies')).json<{ data: Study[] }>().data)
      await api.call('POST', `/studies/${id}/cancel`);
  });

  it('costs the grid on a dry run, each shared child once, and stores nothing', async () => {
    const before = (await api.call('GET', '/studies')).json<{ data: unknown[] }>().data.length;
    const response = await api.call(
      'POST',
      '/studies?dryRun=true',
      body('dry', { grid: { dose: [{ steps: 2 }, { steps: 4 }, { steps: 8 }], temperature: [0.2, 0.5] } }),
    );
    expect(response.statusCode).toBe(200);
    // two arms x six seeds x three doses are trained; the second temperature plays with the same children
    expect(response.json()).toMatchObject({
      object: 'study-plan',
      total: { cells: 6, fineTunes: 36, shared: 36 },
      trend: { axis: 'dose', replicates: 6, needed: 6, enough: true, levels: ['2 steps', '4 steps', '8 steps'] },
    });
    expect((await api.call('GET', '/studies')).json<{ data: unknown[] }>().data.length).toBe(before);
  });

  it.each<[string, object, string]>([
    ['an empty grid', { grid: {} }, 'grid'],
    ['an axis that is none', { grid: { colour: ['red'] } }, 'grid.colour'],
    ['a name for the cells', { tournament: { name: 'x' } }, 'tournament.name'],
    ['a base that is not here', { grid: { base: ['nowhere'] } }, 'tournament.base'],
    ['a trend without a contrast', { tournament: { ...tournament, arms: [{ tone: 'positive' }] } }, 'trend'],
    ['doses that fall', { grid: { dose: [{ steps: 4 }, { steps: 2 }] } }, 'grid.dose.1'],
  ])('refuses %s and names the field', async (_, more, field) => {
    const response = await post(body('bad', more));
    expect(response.statusCode).toBe(400);
    expect(response.json<{ errors: { field: string }[] }>().errors[0]!.field).toBe(field);
  });
});

describe('a study under way', () => {
  it('releases a cell when another has ended, never more at once than it may, whoever asks', async () => {
    const { id } = (await post(body('steps', { concurrency: 2 }))).json<Study>();
    await Promise.all(Array.from({ length: 5 }, () => releaseStudies(api.db, silent)));
    expect(await states(id)).toEqual(['created', 'created', 'waiting']);
    await releaseStudies(api.db, silent);
    expect(await states(id)).toEqual(['created', 'created', 'waiting']);
    const [first] = (await study(id)).cells;
    await playOut(api.db, first!.tournament);
    await reconcile(api.db, { enqueue: async () => undefined }, silent);
    expect((await states(id))[0]).toBe('finished');
    expect((await states(id))[2]).not.toBe('waiting');
    await api.call('POST', `/studies/${id}/cancel`);
  });

  it('plays the plan that was sealed with the study', async () => {
    const { id } = (await post(body('as sealed'))).json<Study>();
    await releaseStudies(api.db, silent);
    const [cell] = (await study(id)).cells;
    const { planHash, name } = (await api.call('GET', `/tournaments/${cell!.tournament}`)).json<{
      planHash: string;
      name: string;
    }>();
    expect([planHash, name]).toEqual([cell!.planHash, cell!.name]);
    await api.call('POST', `/studies/${id}/cancel`);
  });

  it('stops releasing when cancelled, and cancels what is under way', async () => {
    const { id } = (await post(body('stopped'))).json<Study>();
    await releaseStudies(api.db, silent);
    expect((await api.call('POST', `/studies/${id}/cancel`)).statusCode).toBe(202);
    await reconcile(api.db, { enqueue: async () => undefined }, silent);
    expect(await states(id)).toEqual(['cancelled', 'waiting', 'waiting']);
    expect((await study(id)).state).toBe('cancelled');
  });
});

describe('GET /studies/:id/results', () => {
  it('gives a row a cell and the declared trend, as JSON, NDJSON and CSV', async () => {
    const { id } = (await post(body('results'))).json<Study>();
    const early = (await api.call('GET', `/studies/${id}/results`)).json<{
      trend: { state: string };
      data: { state: string; verdict: null }[];
    }>();
    expect(early.trend.state).toBe('too early');
    expect(early.data.map(({ state, verdict }) => [state, verdict])).toEqual([
      ['waiting', null],
      ['waiting', null],
      ['waiting', null],
    ]);

    await run(id, [1, 2, 6]);
    const response = await api.call('GET', `/studies/${id}/results`);
    const found = response.json<{
      state: string;
      data: { steps: number; mean: number; p: number; adjusted: number; differences: number[] }[];
      trend: { state: string; slope: number; p: number };
      generality: { settings: number; factors: { state: string }[]; combinations: { mean: number }[] };
    }>();
    expect(found.generality).toMatchObject({ settings: 3, factors: [{ state: 'one level' }, { state: 'one level' }] });
    expect(found.generality.combinations).toHaveLength(1);
    expect(found.generality.combinations[0]!.mean).toBeCloseTo(
      found.data.reduce((sum, { mean }) => sum + mean, 0) / 3,
      9,
    );
    expect(found.state).toBe('finished');
    expect(found.data.map(({ steps }) => steps)).toEqual([2, 4, 8]);
    expect(found.data.every(({ differences, adjusted, p }) => differences.length === 6 && adjusted >= p)).toBe(true);
    expect(found.trend).toMatchObject({ state: 'rising', p: 2 / 64 });
    expect(found.trend.slope).toBeGreaterThan(0);

    const lines = (await api.call('GET', `/studies/${id}/results`, undefined, { accept: 'application/x-ndjson' })).body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { object: string });
    expect(lines.map(({ object }) => object)).toEqual(['cell', 'cell', 'cell', 'trend']);
    const csv = await api.call('GET', `/studies/${id}/results`, undefined, { accept: 'text/csv' });
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(parseCsv(csv.body)).toHaveLength(4);

    const fresh = await api.call('GET', `/studies/${id}/results`, undefined, {
      'if-none-match': String(response.headers.etag),
    });
    expect(fresh.statusCode).toBe(304);
    expect((await api.call('GET', `/studies/${id}/results`, undefined, { accept: 'image/png' })).statusCode).toBe(406);
  });

  it('knows no study that is not there', async () => {
    for (const path of [
      '/studies/nonsense',
      '/studies/019aa000-0000-7000-8000-000000000009',
      '/studies/nonsense/results',
    ])
      expect((await api.call('GET', path)).statusCode).toBe(404);
    expect((await api.call('POST', '/studies/nonsense/cancel')).statusCode).toBe(404);
  });
});
