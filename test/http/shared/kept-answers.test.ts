import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Database, openDatabase } from '../../../src/store/base/database.js';
import { appendEvents } from '../../../src/store/base/events.js';
import { insertCheckpoint } from '../../../src/store/library/checkpoints.js';
import { PRESETS } from '../../../src/training/base/presets.js';
import { ask, KEY, useApi } from '../api.js';
import { cardOf } from '../fixtures.js';

/** A notice of the database may take long on a crowded machine. */
const WAIT = { timeout: 20_000, interval: 50 };

const MATCH = { name: 'kept', contestants: [{ anchor: 'random' }, { anchor: 'greedy' }], pairs: 1 };

/** Runs `ask` and returns its result with the number of queries that the pool was given meanwhile. */
async function counted<T>(pool: pg.Pool, ask: () => Promise<T>): Promise<[T, number]> {
  const [query, connect] = [vi.spyOn(pool, 'query'), vi.spyOn(pool, 'connect')];
  try {
    const result = await ask();
    return [result, query.mock.calls.length + connect.mock.calls.length];
  } finally {
    query.mockRestore();
    connect.mockRestore();
  }
}

/** Headers but those of the connection and of the moment. */
const ofAnswer = (headers: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !/^(date|connection|keep-alive|x-ratelimit-.*)$/.test(name))
      .map(([name, value]) => [name, String(value)]),
  );

describe('kept answers', () => {
  const api = useApi();
  let other: FastifyInstance;
  let otherDb: Database;
  let id = '';

  beforeAll(async () => {
    otherDb = openDatabase(api.databaseUrl);
    other = await api.another(otherDb);
    await other.ready();
    id = (await api.call('POST', '/matches', MATCH)).json<{ id: string }>().id;
  });
  afterAll(async () => {
    await other?.close();
    await otherDb?.end();
  });

  /** Asks until the answer comes without a query: notices arrive, and the answer is kept. */
  const kept = (url: string, headers: Record<string, string> = {}) =>
    vi.waitFor(async () => {
      const [answer, queries] = await counted(api.db.pool, () => api.ask(url, headers));
      expect(queries).toBe(0);
      return answer;
    }, WAIT);

  it('answers without a query, with the same body and headers', async () => {
    const url = `/matches/${id}/standings`;
    const first = await other.inject({ url });
    const again = await kept(url);
    expect(again.body).toBe(first.body);
    expect(ofAnswer(again.headers)).toEqual(ofAnswer(first.headers));
    expect(again.headers['x-frame-options']).toBe('SAMEORIGIN');
    const etag = String(again.headers.etag);
    for (const known of [etag, `W/${etag}`]) {
      const headers = { 'if-none-match': known };
      const fresh = await kept(url, headers);
      expect([fresh.statusCode, fresh.body, fresh.headers.etag]).toEqual([304, '', etag]);
      expect(ofAnswer(fresh.headers)).toEqual(ofAnswer((await other.inject({ url, headers })).headers));
    }
  });

  it('answers lists with a hash for a version from memory, too', async () => {
    for (const url of ['/matches?limit=5', '/models', '/models/default', `/matches/${id}`]) {
      const etag = String((await api.ask(url)).headers.etag);
      expect((await kept(url, { 'if-none-match': etag })).statusCode, url).toBe(304);
      expect((await kept(url)).statusCode, url).toBe(200);
    }
  });

  it('shows a write through the same process at once', async () => {
    const mine = (await api.call('POST', '/matches', MATCH)).json<{ id: string }>().id;
    const before = await kept(`/matches/${mine}`);
    await kept('/matches');
    await api.call('POST', `/matches/${mine}/cancel`);
    const after = await api.ask(`/matches/${mine}`);
    expect(after.json<{ version: number }>().version).toBeGreaterThan(before.json<{ version: number }>().version);
    expect(after.json()).toMatchObject({ cancelRequested: true });
    const list = (await api.ask('/matches')).json<{ data: { id: string; cancelRequested: boolean }[] }>();
    expect(list.data.find((row) => row.id === mine)?.cancelRequested).toBe(true);
  });

  it('shows a change through another process, at once to a client that has seen it', async () => {
    const url = `/matches/${id}/standings`;
    for (let round = 0; round < 5; round++) {
      const before = await kept(url);
      await appendEvents(otherDb.pool, id, []);
      const seen = await vi.waitFor(async () => {
        const answer = await other.inject({ url });
        expect(answer.headers.etag).not.toBe(before.headers.etag);
        return answer;
      }, WAIT);
      const same = await api.ask(url, { 'if-none-match': String(seen.headers.etag) });
      expect(same.statusCode).toBe(304);
      await vi.waitFor(async () => expect((await api.ask(url)).headers.etag).toBe(seen.headers.etag), WAIT);
    }
    const models = await kept('/models');
    await insertCheckpoint(otherDb.pool, {
      address: 'b'.repeat(64),
      parent: null,
      kind: 'base',
      name: 'another',
      config: PRESETS.convolutional,
      card: cardOf('another'),
    });
    await vi.waitFor(async () => expect((await api.ask('/models')).headers.etag).not.toBe(models.headers.etag), WAIT);
  });

  it('answers from the database while the connection for notices is lost, and keeps again afterwards', async () => {
    const url = `/matches/${id}/standings`;
    const before = await kept(url);
    const { rowCount } = await otherDb.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'sentimate-changes' and datname = current_database()`,
    );
    expect(rowCount).toBe(2);
    await appendEvents(otherDb.pool, id, []); // no notice of this one can arrive
    await vi.waitFor(async () => {
      const [answer, queries] = await counted(api.db.pool, () => api.ask(url));
      expect(queries).toBeGreaterThan(0);
      expect(answer.headers.etag).not.toBe(before.headers.etag);
    }, WAIT);
    expect((await kept(url)).headers.etag).not.toBe(before.headers.etag);
  });
});

describe('kept answers and what stands before them', () => {
  const api = useApi({ apiKeys: [KEY], rateLimit: 500 });
  const auth = { authorization: `Bearer ${KEY}` };

  it('are for those with a key, and count for the rate limit', async () => {
    const kept = await vi.waitFor(async () => {
      const [answer, queries] = await counted(api.db.pool, () => api.ask('/models', auth));
      expect(queries).toBe(0);
      return answer;
    }, WAIT);
    const known = { 'if-none-match': String(kept.headers.etag) };
    for (const headers of [{}, known, { ...known, authorization: 'Bearer wrong' }])
      expect((await api.ask('/models', headers)).statusCode).toBe(401);
    const left = Number(kept.headers['x-ratelimit-remaining']);
    const next = await api.ask('/models', { ...auth, ...known });
    expect(next.statusCode).toBe(304);
    expect(Number(next.headers['x-ratelimit-remaining'])).toBe(left - 4);
  });

  it('end with the rate limit', async () => {
    const own = await api.another(api.db);
    try {
      const statuses = new Set<number>();
      for (let i = 0; i < 501; i++) statuses.add((await ask(own, '/models', auth)).statusCode);
      expect([...statuses]).toEqual([200, 429]);
    } finally {
      await own.close();
    }
  });

  it('are counted in one line of the log', async () => {
    const lines: string[] = [];
    const own = await api.another(api.db, pino({ level: 'info' }, { write: (line) => void lines.push(line) }));
    try {
      await vi.waitFor(async () => {
        const [, queries] = await counted(api.db.pool, () => ask(own, '/models', auth));
        expect(queries).toBe(0);
      }, WAIT);
    } finally {
      await own.close();
    }
    const counts = lines.filter((line) => line.includes('answered from memory'));
    expect(counts.map((line) => JSON.parse(line) as object)).toEqual([expect.objectContaining({ answers: 1 })]);
  });

  it('are told apart by representation', async () => {
    const spec = { name: 'r', arms: [{ tone: 'positive' }, { tone: 'negative' }], replicates: [1, 2, 3, 4, 5, 6] };
    const { id } = (await api.call('POST', '/tournaments', spec, auth)).json<{ id: string }>();
    const url = `/tournaments/${id}/report`;
    for (let round = 0; round < 3; round++) {
      const page = await api.ask(url, { ...auth, accept: 'text/html' });
      const data = await api.ask(url, { ...auth, accept: 'application/json' });
      expect(page.headers['content-type']).toMatch(/text\/html/);
      expect(page.headers['content-security-policy']).toBeDefined();
      expect(page.headers.vary).toBe('Accept');
      expect(data.headers['content-type']).toMatch(/application\/json/);
      expect(data.headers['content-security-policy']).toBeUndefined();
      expect(data.headers.etag).not.toBe(page.headers.etag);
    }
    const games = `/tournaments/${id}/games`;
    const types = ['application/json', 'application/x-ndjson', 'application/x-chess-pgn'];
    for (const accept of [...types, ...types])
      expect((await api.ask(games, { ...auth, accept })).headers['content-type']).toContain(accept);
  });
});
