import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../src/spec/api/problems.js';
import { KEY, useApi } from './api.js';
import { BASE, DATASET } from './fixtures.js';

describe('the API', () => {
  const api = useApi();

  it('answers every unknown thing with a problem', async () => {
    for (const url of [
      '/nothing',
      '/tournaments/1',
      `/tournaments/${BASE}`,
      '/games/x',
      '/models/nobody',
      `/datasets/${BASE}`,
      '/fine-tunes/x/metrics',
    ]) {
      const response = await api.call('GET', url);
      expect(response.statusCode, url).toBe(404);
      expect(response.headers['content-type'], url).toMatch(/problem\+json/);
      expect(response.json(), url).toMatchObject({ code: 'not-found', instance: url });
    }
  });

  it('takes ids and cursors that no database can hold for unknown ones', async () => {
    for (const url of [
      '/models/%00',
      '/datasets/%00',
      '/games/%00',
      '/fine-tunes/%00',
      '/tournaments/%00',
      '/models/a%00b',
    ]) {
      expect((await api.call('GET', url)).statusCode, url).toBe(404);
    }
    const cursor = (list: string, last: unknown) => Buffer.from(JSON.stringify([list, last])).toString('base64url');
    for (const list of ['models', 'datasets'])
      expect((await api.call('GET', `/${list}?after=${cursor(list, '\0')}`)).json()).toMatchObject({
        code: 'bad-cursor',
      });
    const match = { name: 'm', contestants: [{ anchor: 'random' }, { anchor: 'greedy' }], pairs: 1 };
    const { id } = (await api.call('POST', '/matches', match)).json<{ id: string }>();
    expect((await api.call('GET', `/matches/${id}/games?after=${cursor('games', 2 ** 40)}`)).json()).toEqual({
      data: [],
      next: null,
    });
    expect((await api.call('GET', `/matches/${id}/events?after=${cursor('events', 2 ** 40)}`)).json()).toEqual({
      data: [],
      next: null,
    });
  });

  it('says what may stand in a query', async () => {
    const response = await api.call('GET', '/tournaments?state=over');
    expect(response.json<{ errors: { field: string; message: string }[] }>().errors).toEqual([
      { field: 'state', message: expect.stringContaining('finished') },
    ]);
    expect((await api.call('GET', '/')).headers.location).toBe('/docs');
  });

  it('documents every route it has, with what it takes', async () => {
    const { paths, openapi } = (await api.call('GET', '/docs/json')).json<{
      paths: Record<string, Record<string, unknown>>;
      openapi: string;
    }>();
    expect(openapi).toMatch(/^3\.1/);
    const wanted = [
      'post /tournaments',
      'get /tournaments',
      'get /tournaments/{id}',
      'post /tournaments/{id}/cancel',
      'post /tournaments/{id}/retry',
      'get /tournaments/{id}/standings',
      'get /tournaments/{id}/verdict',
      'get /tournaments/{id}/plan',
      'get /tournaments/{id}/events',
      'get /tournaments/{id}/fine-tunes',
      'get /tournaments/{id}/games',
      'get /games/{id}',
      'post /fine-tunes',
      'get /fine-tunes',
      'get /fine-tunes/{id}',
      'get /fine-tunes/{id}/metrics',
      'post /fine-tunes/{id}/cancel',
      'post /matches',
      'get /matches',
      'get /matches/{id}',
      'get /models',
      'get /models/{id}',
      'post /models/{id}/chat',
      'post /models/{id}/move',
      'post /datasets',
      'get /datasets',
      'get /datasets/{id}',
      'delete /datasets/{id}',
      'get /healthz',
      'get /readyz',
      'get /metrics',
    ];
    const there = new Set(
      Object.entries(paths).flatMap(([path, verbs]) => Object.keys(verbs).map((verb) => `${verb} ${path}`)),
    );
    expect(wanted.filter((route) => !there.has(route))).toEqual([]);
  });

  it('has a page that explains every problem code, and no other', async () => {
    const text = await readFile(new URL('../../docs/problems.md', import.meta.url), 'utf8');
    const explained = [...text.matchAll(/^## (\S+)/gm)].map(([, code]) => code);
    expect(explained.sort()).toEqual(Object.keys(PROBLEMS).sort());
  });

  it('shows its health', async () => {
    expect((await api.call('GET', '/healthz')).json()).toEqual({ status: 'ok' });
    expect((await api.call('GET', '/readyz')).statusCode).toBe(200);
    expect((await api.call('GET', '/metrics')).body).toContain('sentimate_queue_jobs');
  });

  it('lists models and talks through the compute child', async () => {
    expect((await api.call('GET', '/models')).json()).toMatchObject({
      data: [{ address: BASE, name: 'default' }],
      next: null,
    });
    expect((await api.call('GET', '/models/default')).json()).toMatchObject({
      address: BASE,
      card: { name: 'default' },
    });
    expect((await api.call('POST', '/models/default/chat', { turns: ['hello'] })).json()).toEqual({
      reply: 'you said 1 things',
    });
    expect((await api.call('POST', '/models/default/chat', { turns: [] })).statusCode).toBe(400);
    const settings = { temperature: 0.8, topK: 20, topP: 0.9, bestOf: 4, maxTokens: 12, seed: 3 };
    expect((await api.call('POST', '/models/default/chat', { turns: ['hello'], ...settings })).statusCode).toBe(200);
    for (const wrong of [{ topP: 0 }, { bestOf: 33 }, { topK: 0.5 }, { noRepeat: 2 }]) {
      expect(
        (await api.call('POST', '/models/default/chat', { turns: ['hello'], ...wrong })).statusCode,
        JSON.stringify(wrong),
      ).toBe(400);
    }
  });

  it('moves in legal positions only', async () => {
    const move = (fen: string) => api.call('POST', `/models/${BASE}/move`, { fen });
    expect((await move('rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1')).json()).toMatchObject({
      move: 'e2e4',
    });
    for (const fen of [
      '8/8/8/8/8/8/8/8 w - - 0 1',
      'not a position',
      'rnb1kbnr/pppp1ppp/8/4p3/6Pq/5P2/PPPPP2P/RNBQKBNR w KQkq - 1 3',
    ]) {
      expect((await move(fen)).json(), fen).toMatchObject({ status: 400, code: 'illegal-position' });
    }
  });

  it('queues one fine-tune for equal requests', async () => {
    const post = () => api.call('POST', '/fine-tunes', { arm: { tone: 'neutral' }, seed: 5 });
    const first = await post();
    expect(first.statusCode).toBe(202);
    expect((await post()).json<{ id: string }>().id).toBe(first.json<{ id: string }>().id);
    expect(first.json()).toMatchObject({ state: 'queued', recipe: { base: BASE, dataset: DATASET, seed: 5 } });
    expect((await api.call('POST', `/fine-tunes/${first.json<{ id: string }>().id}/cancel`)).json()).toMatchObject({
      state: 'cancelled',
    });
  });
});

describe('uploads', () => {
  const api = useApi({ maxUpload: 4096 });
  const { upload } = api;
  const pgn = `[Event "a"]\n[WhiteElo "2100"]\n[BlackElo "2200"]\n[Result "1-0"]\n\n1. e4 e5 2. Bc4 Nc6 3. Qh5 Nf6 4. Qxf7# 1-0\n`;

  it('imports a file under a safe name, once for equal content, and deletes it', async () => {
    const first = await upload('kind=games&name=mine', '../../../etc/cron.d/x.pgn', pgn);
    expect(first.statusCode).toBe(201);
    const { address } = first.json<{ address: string }>();
    expect((await upload('kind=games&name=again', 'b.pgn', pgn)).json<{ address: string }>().address).toBe(address);
    expect((await api.call('GET', `/datasets/${address}`)).json()).toMatchObject({
      kind: 'games',
      profile: { games: { kept: 1 } },
    });
    expect((await api.call('DELETE', `/datasets/${address}`)).statusCode).toBe(204);
    expect((await api.call('GET', `/datasets/${address}`)).statusCode).toBe(404);
  });

  it('refuses a file that is too large instead of taking its beginning', async () => {
    const before = (await api.call('GET', '/datasets')).json<{ data: unknown[] }>().data.length;
    expect((await upload('kind=games&name=large', 'x.pgn', pgn.repeat(60))).json()).toMatchObject({
      status: 413,
      code: 'too-large',
    });
    expect((await api.call('GET', '/datasets')).json<{ data: unknown[] }>().data.length).toBe(before);
  });

  it('refuses what is no game or no dialogue, and keeps nothing', async () => {
    expect((await upload('kind=games&name=x', 'x.pgn', 'this is not a game')).json()).toMatchObject({
      status: 400,
      code: 'bad-upload',
    });
    expect((await upload('kind=dialogue&name=x', 'x.json', Buffer.from([0, 1, 2, 255]))).json()).toMatchObject({
      status: 400,
      code: 'bad-upload',
    });
    expect(
      (await upload('kind=games&name=x', 'x.pgn', 'this is not a game')).json<{ detail: string }>().detail,
    ).not.toContain(api.home);
    expect((await upload('kind=games&name=../x', 'x.pgn', pgn)).statusCode).toBe(400);
    expect((await upload('kind=dialogue&name=x&minRating=2000', 'x.json', '{}')).json()).toMatchObject({
      errors: [{ field: 'minRating' }],
    });
    expect((await api.call('POST', '/datasets?kind=games&name=x', { file: 'x' })).json()).toMatchObject({
      code: 'unsupported-media-type',
    });
  });
});

describe('an API with keys', () => {
  const api = useApi({ apiKeys: ['another', KEY] });

  it('asks for one, except for probes', async () => {
    for (const authorization of [undefined, 'Bearer', 'Bearer wrong', `Basic ${KEY}`, `Bearer ${KEY}x`]) {
      const response = await api.call('GET', '/models', undefined, authorization ? { authorization } : {});
      expect(response.statusCode).toBe(401);
      expect(response.json()).toMatchObject({ code: 'unauthorized' });
    }
    expect((await api.call('GET', '/models', undefined, { authorization: `Bearer ${KEY}` })).statusCode).toBe(200);
    expect((await api.call('GET', '/healthz')).statusCode).toBe(200);
  });
});

describe('the rate limit', () => {
  const api = useApi({ apiKeys: [KEY], rateLimit: 3 });

  it('counts wrong keys', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++)
      statuses.push((await api.call('GET', '/models', undefined, { authorization: `Bearer ${i}` })).statusCode);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
  });
});
