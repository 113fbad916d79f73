import { Chess as Referee } from 'chess.js';
import { describe, expect, it } from 'vitest';
import type { TournamentDryRun } from '../../../src/spec/api/index.js';
import type { GameResult } from '../../../src/spec/game.js';
import { claimGames } from '../../../src/store/games/claim-games.js';
import { recordResults } from '../../../src/store/games/record-results.js';
import { insertDataset } from '../../../src/store/library/datasets.js';
import { useApi } from '../api.js';
import { profileOf } from '../fixtures.js';

const api = useApi();
const WORKER = '019aa000-0000-7000-8000-000000000001';
const small = { arms: [{ tone: 'positive' }, { tone: 'negative' }], replicates: [1], pairs: 1, anchors: ['random'] };
const post = (body: object, headers?: Record<string, string>) => api.call('POST', '/tournaments', body, headers);

describe('POST /tournaments', () => {
  it('needs nothing but a name, and stores plan and schedule before it answers', async () => {
    const response = await post({ name: 'only a name' });
    expect(response.statusCode).toBe(202);
    const { id, games, fineTunes } = response.json<{ id: string; games: number; fineTunes: number }>();
    expect(fineTunes).toBe(16);
    expect(response.headers.location).toBe(`/tournaments/${id}`);
    const { progress, state } = (await api.call('GET', `/tournaments/${id}`)).json<{
      progress: { games: number; due: number };
      state: string;
    }>();
    expect(progress).toMatchObject({ games, due: games });
    expect(state).toBe('created');
  });

  it('shows defaults, cost and power on a dry run and stores nothing', async () => {
    const before = (await api.call('GET', '/tournaments')).json<{ data: unknown[] }>().data.length;
    const response = await api.call('POST', '/tournaments?dryRun=true', { name: 'dry' });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({
      spec: { replicates: [1, 2, 3, 4, 5, 6, 7, 8], pairs: 50 },
      power: { enough: true, needed: 6 },
      cost: { fineTunes: 16 },
    });
    expect((await api.call('GET', '/tournaments')).json<{ data: unknown[] }>().data.length).toBe(before);
  });

  it('answers on a dry run what a gap takes and what a time allows', async () => {
    const response = await api.call('POST', '/tournaments?dryRun=true&gap=60&spread=20&hours=1', { name: 'dry' });
    expect(response.statusCode).toBe(200);
    const { power } = response.json<TournamentDryRun>();
    expect(power).toMatchObject({ gap: 60, wanted: { gap: 60 }, within: { hours: 1 } });
    expect(power!.within!.designs[0]!.design!.visible).toBeLessThan(60);
    const refused = await api.call('POST', '/tournaments?dryRun=true&hours=0', { name: 'dry' });
    expect(refused.statusCode).toBe(400);
  });

  it('gives the same answer to the same Idempotency-Key, and refuses the key for another request', async () => {
    const headers = { 'idempotency-key': 'once' };
    const [first, second] = [
      await post({ name: 'idempotent', ...small }, headers),
      await post({ name: 'idempotent', ...small }, headers),
    ];
    expect(second.json()).toEqual(first.json());
    const other = await post({ name: 'something else', ...small }, headers);
    expect(other.statusCode).toBe(422);
    expect(other.json()).toMatchObject({ code: 'idempotency-mismatch', status: 422 });
  });

  it('creates one tournament from a storm of equal requests', async () => {
    const headers = { 'idempotency-key': 'storm' };
    const answers = await Promise.all(Array.from({ length: 12 }, () => post({ name: 'storm', ...small }, headers)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 12 }, () => 202));
    expect(new Set(answers.map((answer) => answer.json<{ id: string }>().id)).size).toBe(1);
  });

  const bad: [string, object, string][] = [
    ['an unknown field', { name: 'x', replicas: [1] }, 'replicas'],
    [
      'an unknown field deep down',
      { name: 'x', arms: [{ tone: 'positive', dose: { example: 3 } }] },
      'arms.0.dose.example',
    ],
    ['a missing name', {}, ''],
    ['a number as text', { name: 'x', pairs: '4' }, 'pairs'],
    ['an unknown tone', { name: 'x', arms: [{ tone: 'cheerful' }] }, 'arms.0.tone'],
    ['two equal arms', { name: 'x', arms: [{ tone: 'positive' }, { tone: 'positive' }] }, 'arms'],
    [
      'a contrast of arms that are not there',
      { name: 'x', analysis: { primary: ['positive', 'cheerful'] } },
      'analysis.primary',
    ],
    ['a base that is not here', { name: 'x', base: 'f'.repeat(64) }, 'base'],
    [
      'a dose larger than the dataset',
      { name: 'x', arms: [{ tone: 'positive', dose: { examples: 3001 } }] },
      'arms.0.dose.examples',
    ],
    ['a path as base', { name: 'x', base: '../../etc/passwd' }, 'base'],
    ['a name of two lines', { name: 'x\ny' }, 'name'],
    ['half a character in a name', { name: 'x\ud800' }, 'name'],
  ];
  it.each(bad)('refuses %s, naming the field', async (_, body, field) => {
    const response = await post(body);
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
    const { errors } = response.json<{ errors: { field: string }[] }>();
    expect(errors.some((error) => error.field.startsWith(field))).toBe(true);
  });

  it('refuses, before anything is stored, a dataset without a positive example', async () => {
    const address = 'b'.repeat(64);
    const whole = profileOf(address, 3000) as Extract<ReturnType<typeof profileOf>, { kind: 'dialogue' }>;
    const pools = { positive: 0, negative: 1500, neutral: 1500 };
    const sentiment = {
      ...whole.sentiment,
      histogram: whole.sentiment.histogram.map((n, bin) => (bin < 10 ? n : 0)),
      pools,
    };
    const profile = { ...whole, name: 'sad', sentiment, bySource: { sad: { examples: 3000, pools } } };
    await insertDataset(api.db.pool, { address, name: 'sad', kind: 'dialogue', profile });
    const message =
      /^arm positive asks for 512 examples and can have 0 at most: the dataset has 0 positive, 1500 negative/;
    for (const url of ['/tournaments', '/tournaments?dryRun=true']) {
      const response = await api.call('POST', url, { name: 'x', dataset: 'sad' });
      expect(response.statusCode).toBe(400);
      expect(response.json()).toMatchObject({
        code: 'too-few-examples',
        errors: [{ field: 'arms.0.dose.examples', message: expect.stringMatching(message) }],
      });
    }
    const single = await api.call('POST', '/fine-tunes', { dataset: 'sad', arm: { tone: 'negative' } });
    expect(single.json()).toMatchObject({ code: 'too-few-examples', errors: [{ field: 'arm.dose.examples' }] });
  });

  it('refuses what is no JSON, or too much of it', async () => {
    const broken = await api.app.inject({
      method: 'POST',
      url: '/tournaments',
      headers: { 'content-type': 'application/json' },
      payload: '{"name":',
    });
    expect(broken.json()).toMatchObject({ status: 400, code: 'invalid-request' });
    const huge = await post({ name: 'x', arms: [], note: 'y'.repeat(2 ** 20) });
    expect(huge.json()).toMatchObject({ status: 413, code: 'too-large' });
  });
});

describe('results', () => {
  /** A match of two anchors: its games are due at once. */
  async function playedMatch(): Promise<{ id: string; games: number }> {
    const { id, games } = (
      await api.call('POST', '/matches', {
        name: 'Fool & friends',
        contestants: [{ anchor: 'random' }, { anchor: 'greedy' }],
        pairs: 3,
        openings: { plies: 0 },
      })
    ).json<{ id: string; games: number }>();
    const claimed = await claimGames(api.db, { tournamentId: id, worker: WORKER, limit: 100, leaseMs: 60_000 });
    const side = { moves: 2, legalShare: 0, guarded: 0 };
    const results = claimed.map(({ order, epoch }): GameResult & { epoch: number } => ({
      gameKey: order.gameKey,
      epoch,
      result: '0-1',
      termination: 'checkmate',
      moves: 'f2f3 e7e5 g2g4 d8h4',
      plies: 4,
      white: side,
      black: side,
    }));
    expect(await recordResults(api.db, { tournamentId: id, worker: WORKER, results })).toMatchObject({
      recorded: games,
    });
    return { id, games };
  }

  it('serves games as pages, NDJSON and PGN, all of them each time', async () => {
    const { id, games } = await playedMatch();
    const numbers: number[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page: { data: { number: number }[]; next: string | null } = (
        await api.call('GET', `/matches/${id}/games?limit=4${next ? `&after=${next}` : ''}`)
      ).json();
      numbers.push(...page.data.map(({ number }) => number));
      next = page.next;
    }
    expect(numbers).toEqual(Array.from({ length: games }, (_, i) => i + 1));

    const lines = (await api.call('GET', `/matches/${id}/games`, undefined, { accept: 'application/x-ndjson' })).body
      .trim()
      .split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { result: string }).result)).toEqual(
      Array.from({ length: games }, () => '0-1'),
    );

    const page = (await api.call('GET', `/matches/${id}/games`)).json<{ data: object[] }>().data;
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(page); // and so without columns of the machinery

    const pgn = (await api.call('GET', `/matches/${id}/games`, undefined, { accept: 'application/x-chess-pgn' })).body;
    const texts = pgn.split(/(?=\[Event )/).filter(Boolean);
    expect(texts.length).toBe(games);
    const referee = new Referee();
    referee.loadPgn(texts[0]!);
    expect(referee.isCheckmate()).toBe(true);
    expect(referee.getHeaders()).toMatchObject({ Event: 'Fool & friends', Result: '0-1', Termination: 'checkmate' });

    expect((await api.call('GET', `/matches/${id}/games`, undefined, { accept: 'image/png' })).statusCode).toBe(406);
    expect((await api.call('GET', `/matches/${id}/games?after=nonsense`)).json()).toMatchObject({ code: 'bad-cursor' });
  });

  it('answers 304 until something changes', async () => {
    const { id } = (
      await api.call('POST', '/matches', {
        name: 'etag',
        contestants: [{ anchor: 'random' }, { anchor: 'greedy' }],
        pairs: 1,
      })
    ).json<{ id: string }>();
    const url = `/matches/${id}/standings`;
    const first = await api.call('GET', url);
    const etag = String(first.headers.etag);
    const again = await api.call('GET', url, undefined, { 'if-none-match': etag });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    const [game] = await claimGames(api.db, { tournamentId: id, worker: WORKER, limit: 1, leaseMs: 60_000 });
    const side = { moves: 1, legalShare: 0, guarded: 0 };
    await recordResults(api.db, {
      tournamentId: id,
      worker: WORKER,
      results: [
        {
          gameKey: game!.order.gameKey,
          epoch: game!.epoch,
          result: '1-0',
          termination: 'checkmate',
          moves: game!.order.opening,
          plies: 4,
          white: side,
          black: side,
        },
      ],
    });
    const changed = await api.call('GET', url, undefined, { 'if-none-match': etag });
    expect(changed.statusCode).toBe(200);
    const rows = changed.json<{ rows: { wins: number; elo: number | null; bound: unknown }[] }>().rows;
    expect(rows.reduce((sum, { wins }) => sum + wins, 0)).toBe(1);
    // One is the zero, and of the other a single lost game gives a bound, not a number.
    expect(rows.map(({ elo }) => elo)).toEqual([0, null]);
    expect(rows[1]!.bound).toMatchObject({ side: 'below' });
  });

  it('lists events without gaps, by cursor or by number', async () => {
    const { id, games } = await playedMatch();
    const { data } = (await api.call('GET', `/matches/${id}/events?limit=1000`)).json<{
      data: { seq: number; type: string }[];
    }>();
    expect(data.map(({ seq }) => seq)).toEqual(data.map((_, i) => i + 1));
    expect(data.filter(({ type }) => type === 'game').length).toBe(games);
    const rest = (await api.call('GET', `/matches/${id}/events?after=${data.length - 1}`)).json<{ data: unknown[] }>();
    expect(rest.data.length).toBe(1);
  });

  it('says what a tournament without a game can say', async () => {
    const { id } = (await post({ name: 'fresh', ...small })).json<{ id: string }>();
    const verdict = (await api.call('GET', `/tournaments/${id}/verdict`)).json<{ state: string; line: string }>();
    expect(verdict.state).toBe('too few replicates');
    const standings = (await api.call('GET', `/tournaments/${id}/standings`)).json<{
      rows: { elo: number | null }[];
      complete: boolean;
    }>();
    expect(standings.complete).toBe(false);
    expect((await api.call('GET', `/tournaments/${id}/plan`)).json()).toMatchObject({ plan: { kind: 'tournament' } });
    expect((await api.call('GET', `/tournaments/${id}/fine-tunes`)).json<{ data: unknown[] }>().data.length).toBe(2);
    expect((await api.call('GET', `/matches/${id}`)).statusCode).toBe(404); // a tournament is no match
  });

  it('cancels at once and stays consistent', async () => {
    const { id } = (await post({ name: 'cancelled', ...small, replicates: [77] })).json<{ id: string }>();
    expect((await api.call('POST', `/tournaments/${id}/cancel`)).json()).toMatchObject({ cancelRequested: true });
    expect((await api.call('POST', `/tournaments/${id}/cancel`)).statusCode).toBe(202);
    expect(await claimGames(api.db, { tournamentId: id, worker: WORKER, limit: 10, leaseMs: 1000 })).toEqual([]);
    expect((await api.call('POST', `/tournaments/${id}/retry`)).json()).toMatchObject({ code: 'conflict' });
  });
});
