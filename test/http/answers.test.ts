/** Plays a tournament, matches and a study through HTTP, and visits every operation of the document. */
import { v7 as uuidv7 } from 'uuid';
import { beforeAll, describe, expect, it } from 'vitest';
import { releaseStudies } from '../../src/orchestration/release-studies.js';
import { applyStopRules } from '../../src/orchestration/stop-rules.js';
import { EVENTS, type Event } from '../../src/spec/api/events.js';
import { sha256Hex } from '../../src/spec/keys/hash.js';
import { heartbeat } from '../../src/store/base/workers.js';
import { claimFineTune } from '../../src/store/fine-tunes/claim-fine-tune.js';
import { failFineTune } from '../../src/store/fine-tunes/fail-fine-tune.js';
import {
  recordFineTuneCheck,
  recordFineTuneMetric,
  recordFineTuneTraining,
} from '../../src/store/fine-tunes/fine-tune-metrics.js';
import { listFineTunes } from '../../src/store/fine-tunes/fine-tunes.js';
import { claimGames } from '../../src/store/games/claim-games.js';
import { settleOtherMoves } from '../../src/store/games/other-moves.js';
import { recordResults } from '../../src/store/games/record-results.js';
import { insertCheckpoint } from '../../src/store/library/checkpoints.js';
import { addSwissRounds } from '../../src/store/tournaments/add-swiss-rounds.js';
import { advanceTournaments } from '../../src/store/tournaments/advance-tournaments.js';
import { failTournament } from '../../src/store/tournaments/fail-tournament.js';
import { PRESETS } from '../../src/training/base/presets.js';
import { silent } from '../orchestration/mock.js';
import { playOut } from '../store/play-out.js';
import { checks, resultOf } from '../store/small-plan.js';
import { useApi } from './api.js';
import { BASE, cardOf, DATASET } from './fixtures.js';

const NDJSON = 'application/x-ndjson';
const PGN = 'application/x-chess-pgn';
const CHILD = 'c'.repeat(64);
const START = 'rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1';
const api = useApi({
  engines: [
    { name: 'club', elo: 1500, limit: { nodes: 100 }, options: {} },
    { name: 'talker', source: 'ab'.repeat(32), temperature: 0.5 },
  ],
});
const me = uuidv7();
const get = (url: string, accept = 'application/json') => api.call('GET', url, undefined, { accept });
const post = (url: string, body?: unknown) => api.call('POST', url, body);
const idOf = async (answer: ReturnType<typeof post>): Promise<string> => {
  const response = await answer;
  expect(response.statusCode, response.body).toBeLessThan(300);
  return response.json<{ id: string }>().id;
};
/** Everything that can be asked about a tournament or a match. */
async function askAll(kind: 'tournaments' | 'matches', id: string): Promise<void> {
  const at = `/${kind}/${id}`;
  for (const path of ['', '/standings', '/plan', '/events?limit=1000', '/games?limit=1000', '/recorded', '/games/1'])
    expect((await get(`${at}${path}`)).statusCode, path).toBe(200);
  const lines = (await get(`${at}/games`, NDJSON)).body.trim().split('\n').filter(Boolean);
  for (const line of lines) expect(api.conformance.checkAs('Game', JSON.parse(line))).toEqual([]);
  expect((await get(`${at}/games`, PGN)).statusCode).toBe(200);
  if (kind === 'matches') return;
  for (const path of ['/contrast', '/verdict', '/fine-tunes', '/report', '/preregistration'])
    expect((await get(`${at}${path}`)).statusCode, path).toBe(200);
  expect((await get(`${at}/report`, 'text/html')).statusCode).toBe(200);
}
const eventsOf = async (id: string, kind = 'tournaments'): Promise<readonly Event[]> =>
  (await get(`/${kind}/${id}/events?limit=1000`)).json<{ data: Event[] }>().data;
const SMALL = { pairs: 1, openings: { plies: 0 } };
const ARMS = ['positive', 'negative', 'shuffled-a', 'shuffled-b'].map((tone) => ({ tone }));
const seen = new Set<string>();
const see = (events: readonly Event[]): void => events.forEach(({ type }) => void seen.add(type));

describe('every answer is as the document says', () => {
  beforeAll(async () => {
    await insertCheckpoint(api.db.pool, {
      address: CHILD,
      parent: BASE,
      kind: 'child',
      name: 'positive child, seed 1',
      config: PRESETS.convolutional,
      card: cardOf('positive child, seed 1', {
        kind: 'child',
        parent: BASE,
        arm: { tone: 'positive', method: 'full', dose: { examples: 8, steps: 4 }, filter: { band: 0.5 } },
        metrics: { base: BASE, targetTokens: 10, movedParameters: 1000, stoppedBy: 'steps', balance: [], checks },
      }),
    });
  });

  it('of a tournament before, while and after it is played', async () => {
    const request = {
      name: 'whole',
      arms: ARMS,
      replicates: [1, 2, 3, 4, 5, 6],
      anchors: ['random', 'club', 'talker'],
      schedule: { kind: 'round-robin' },
      analysis: { family: [['positive', 'shuffled-a']] },
      ...SMALL,
    };
    const dryRun = await post('/tournaments?dryRun=true&gap=40', request);
    expect(dryRun.statusCode).toBe(200);
    expect(dryRun.json<{ warnings: unknown[] }>().warnings).toContainEqual({
      field: 'anchors.2',
      message: expect.stringMatching(/^talker is a language model: /),
    });
    const id = await idOf(post('/tournaments', request));
    await askAll('tournaments', id);
    await playOut(api.db, id, { strengths: { positive: 5 }, games: 40 });
    await askAll('tournaments', id);
    await playOut(api.db, id, { strengths: { positive: 5 } });
    await askAll('tournaments', id);
    const found = (await get(`/tournaments/${id}/verdict`)).json<{ state: string; placebo: unknown }>();
    expect(found).toMatchObject({
      state: 'positive stronger',
      placebo: { passed: true },
      contrast: { arms: ['positive', 'negative'], scale: 'elo' },
      secondOpinions: { mixedModel: { df: expect.any(Number) } },
    });
    expect((await get(`/tournaments/${id}/standings`)).json()).toMatchObject({
      external: { anchors: [{ elo: 1500 }] },
    });
    const { data } = (await get(`/tournaments/${id}/games?limit=1`)).json<{ data: { gameKey: string }[] }>();
    expect((await get(`/games/${data[0]!.gameKey}`)).statusCode).toBe(200);
    expect((await get(`/games/${data[0]!.gameKey}`, PGN)).statusCode).toBe(200);
    expect((await get(`/tournaments/${id}/games/1`, PGN)).statusCode).toBe(200);
    see(await eventsOf(id));
  });

  it('of tournaments with one arm, with a sequential stop, and with more replicates', async () => {
    const single = await idOf(post('/tournaments', { name: 'one arm', arms: [{ tone: 'positive' }], ...SMALL }));
    await playOut(api.db, single);
    await askAll('tournaments', single);
    const stopped = await idOf(
      post('/tournaments', {
        name: 'stopped',
        arms: [{ tone: 'positive' }, { tone: 'negative' }],
        replicates: Array.from({ length: 12 }, (_, i) => i + 1),
        anchors: [],
        pairs: 1,
        openings: { plies: 0 },
        analysis: { stop: { kind: 'sequential' } },
      }),
    );
    await playOut(api.db, stopped, { strengths: { positive: 40 }, games: 300 });
    await applyStopRules(api.db, silent);
    await askAll('tournaments', stopped);
    expect((await get(`/tournaments/${stopped}/verdict`)).json()).toMatchObject({
      state: 'positive stronger',
      sequential: { decidedAt: expect.any(Number), estimate: expect.any(Number) },
    });
    const first = await idOf(
      post('/tournaments', {
        name: 'first look',
        arms: [{ tone: 'positive' }, { tone: 'negative' }],
        replicates: [1, 2, 3, 4],
        anchors: [],
        analysis: { alpha: 0.4, margin: 0.1, extend: { replicates: 4, spending: [0.5, 0.5] } },
        ...SMALL,
      }),
    );
    await playOut(api.db, first, { strengths: {} });
    expect((await get(`/tournaments/${first}/verdict`)).json()).toMatchObject({ state: 'inconclusive' });
    const more = await idOf(post('/tournaments', { name: 'second look', follows: first }));
    await playOut(api.db, more);
    await askAll('tournaments', more);
    see([...(await eventsOf(stopped)), ...(await eventsOf(more))]);
  });

  it('of a tournament whose fine-tunes fail, are tried again, and which is cancelled', async () => {
    const id = await idOf(
      post('/tournaments', { name: 'failing', arms: [{ tone: 'neutral' }, { tone: 'random' }], replicates: [91, 92] }),
    );
    const runs = await listFineTunes(api.db.pool, { tournamentId: id, limit: 10 });
    const claim = async (run: string) =>
      (await claimFineTune(api.db.pool, { id: run, worker: me, leaseMs: 60_000 }))!.epoch;
    const metric = { step: 1, loss: 2, learningRate: 0.001, gradientNorm: 1, tokensPerSecond: 100, drift: 0.1 };
    const [a, b, c] = [runs[0]!.id, runs[1]!.id, runs[2]!.id];
    const epoch = await claim(a);
    expect((await get(`/fine-tunes/${a}`)).json()).toMatchObject({ phase: 'loading' });
    expect(await recordFineTuneTraining(api.db.pool, { id: a, epoch })).toBe(true);
    expect((await get(`/fine-tunes/${a}`)).json()).toMatchObject({ phase: 'training', step: 0 });
    await recordFineTuneMetric(api.db.pool, { id: a, epoch, metric, totalSteps: 4 });
    expect((await get(`/fine-tunes/${a}/metrics`)).json<{ data: unknown[] }>().data).toHaveLength(1);
    expect((await get(`/fine-tunes/${a}`)).json()).toMatchObject({ phase: 'training', checking: null });
    await recordFineTuneCheck(api.db.pool, { id: a, epoch, part: 'regret' });
    expect((await get(`/fine-tunes/${a}`)).json()).toMatchObject({ phase: 'checking', checking: 'regret' });
    await failFineTune(api.db, { id: a, epoch, code: 'worker-lost', message: 'it was killed', retry: true });
    expect((await get(`/fine-tunes/${a}`)).json()).toMatchObject({ state: 'queued', phase: null, checking: null });
    await failFineTune(api.db, {
      id: a,
      epoch: await claim(a),
      code: 'diverged',
      message: 'loss is NaN',
      retry: false,
    });
    await advanceTournaments(api.db);
    await askAll('tournaments', id);
    expect((await post(`/tournaments/${id}/retry`)).statusCode).toBe(202);
    await claim(b);
    for (const run of [b, c]) expect((await post(`/fine-tunes/${run}/cancel`)).statusCode).toBe(202);
    expect((await post(`/tournaments/${id}/cancel`)).statusCode).toBe(202);
    await advanceTournaments(api.db);
    await askAll('tournaments', id);
    see(await eventsOf(id));
    const every = await idOf(
      post('/tournaments', { name: 'all fail', arms: [{ tone: 'neutral' }], replicates: [95], anchors: [] }),
    );
    for (const { id: run } of await listFineTunes(api.db.pool, { tournamentId: every, limit: 10 }))
      await failFineTune(api.db, { id: run, epoch: await claim(run), code: 'diverged', message: 'NaN', retry: false });
    for (let round = 0; round < 3; round++) {
      await playOut(api.db, every);
      await advanceTournaments(api.db);
    }
    await askAll('tournaments', every);
    see(await eventsOf(every));
  });

  it('of matches: two anchors, a sequential test of two checkpoints, a Swiss', async () => {
    const pair = { name: 'pair', contestants: [{ anchor: 'random' }, { anchor: 'greedy' }], ...SMALL };
    expect((await post('/matches?dryRun=true', pair)).statusCode).toBe(200);
    const match = await idOf(post('/matches', pair));
    await askAll('matches', match);
    const games = await claimGames(api.db, { tournamentId: match, worker: me, limit: 10, leaseMs: 60_000 });
    const record = (moves: string) =>
      recordResults(api.db, {
        tournamentId: match,
        worker: me,
        results: games.map(({ order, epoch }) => resultOf(order.gameKey, epoch, moves)),
      });
    await record('e2e4 e7e5 f1c4 b8c6 d1h5 g8f6 h5f7');
    await record('f2f3 e7e5 g2g4 d8h4'); // other moves, which no network chose: a conflict each
    const keys = games.map(({ order }) => order.gameKey);
    expect(await settleOtherMoves(api.db, { tournamentId: match, games: keys, differing: keys })).toBe(keys.length);
    await advanceTournaments(api.db);
    await askAll('matches', match);
    expect((await get(`/matches/${match}/verdict`)).statusCode).toBe(200);
    expect((await get(`/matches/${match}/games/1`, PGN)).statusCode).toBe(200);
    see(await eventsOf(match, 'matches'));

    const two = [{ model: BASE }, { model: BASE, decoding: { temperature: 1 } }];
    const tested = await idOf(
      post('/matches', {
        name: 'tested',
        contestants: two,
        pairs: 60,
        openings: { plies: 0 },
        stop: { kind: 'sequential' },
      }),
    );
    await playOut(api.db, tested, { games: 30 });
    expect((await get(`/matches/${tested}/verdict`)).statusCode).toBe(200);
    for (;;) {
      const due = await claimGames(api.db, { tournamentId: tested, worker: me, limit: 100, leaseMs: 60_000 });
      if (due.length === 0) break;
      const results = due.map(({ order, epoch }) => ({
        ...resultOf(order.gameKey, epoch, 'e2e4 e7e5 f1c4 b8c6 d1h5 g8f6 h5f7'),
        result: order.white < order.black ? ('1-0' as const) : ('0-1' as const),
      }));
      await recordResults(api.db, { tournamentId: tested, worker: me, results });
      await applyStopRules(api.db, silent);
    }
    await askAll('matches', tested);
    expect((await get(`/matches/${tested}/verdict`)).json()).toMatchObject({
      test: { estimate: { los: expect.any(Number) } },
    });

    const swiss = await idOf(
      post('/matches', {
        name: 'swiss',
        contestants: Array.from({ length: 4 }, (_, i) => ({ model: BASE, decoding: { temperature: i / 10 } })),
        schedule: { kind: 'swiss', rounds: 2 },
        ...SMALL,
      }),
    );
    await playOut(api.db, swiss);
    await addSwissRounds(api.db);
    await playOut(api.db, swiss);
    await askAll('matches', swiss);
    see([...(await eventsOf(swiss, 'matches')), ...(await eventsOf(tested, 'matches'))]);

    expect((await post(`/matches/${swiss}/retry`)).json()).toMatchObject({ code: 'conflict' });
    const broken = await idOf(post('/matches', { ...pair, name: 'broken' }));
    await failTournament(api.db, broken, { code: 'engine-missing', message: 'the engine cannot be started' });
    await askAll('matches', broken);
    see(await eventsOf(broken, 'matches'));
    expect((await post(`/matches/${broken}/retry`)).statusCode).toBe(202);
    expect((await post(`/matches/${broken}/cancel`)).statusCode).toBe(202);
    expect((await get('/matches?limit=2')).json<{ next: string | null }>().next).not.toBeNull();
    expect((await get('/tournaments?limit=2')).json<{ next: string | null }>().next).not.toBeNull();
  });

  it('knows an event of every type', () => {
    expect([...seen].sort()).toEqual(EVENTS.map(({ properties }) => properties.type.const).sort());
  });

  it('of a study', async () => {
    const request = {
      name: 'study',
      tournament: { arms: [{ tone: 'positive' }, { tone: 'negative' }], anchors: [], ...SMALL },
      grid: { dose: [{ steps: 2 }, { steps: 4 }, { steps: 8 }] },
    };
    expect((await post('/studies?dryRun=true', request)).statusCode).toBe(200);
    const id = await idOf(post('/studies', request));
    expect((await post('/studies', request)).statusCode).toBe(200);
    const results = async () => {
      expect((await get(`/studies/${id}`)).statusCode).toBe(200);
      expect((await get(`/studies/${id}/results`)).statusCode).toBe(200);
      const lines = (await get(`/studies/${id}/results`, NDJSON)).body.trim().split('\n');
      for (const line of lines.slice(0, 3))
        expect(api.conformance.checkAs('StudyResultRow', JSON.parse(line))).toEqual([]);
      const { object, ...trend } = JSON.parse(lines[3]!) as { object: string };
      expect([object, api.conformance.checkAs('Trend', trend)]).toEqual(['trend', []]);
      expect((await get(`/studies/${id}/results`, 'text/csv')).statusCode).toBe(200);
    };
    await results();
    for (let cell = 0; cell < 3; cell++) {
      await releaseStudies(api.db, silent);
      const { cells } = (await get(`/studies/${id}`)).json<{ cells: { tournament: string }[] }>();
      await playOut(api.db, cells[cell]!.tournament, { strengths: { positive: 1 + cell } });
      await results();
    }
    expect((await get('/studies')).statusCode).toBe(200);
    expect((await post(`/studies/${id}/cancel`)).statusCode).toBe(202);
  });

  it('of fine-tunes, models and anchors', async () => {
    const run = await idOf(post('/fine-tunes', { arm: { tone: 'neutral' }, seed: 5 }));
    for (const url of ['/fine-tunes', `/fine-tunes/${run}`, `/fine-tunes/${run}/metrics`, '/anchors'])
      expect((await get(url)).statusCode, url).toBe(200);
    expect((await get('/anchors')).json<{ data: unknown[] }>().data).toContainEqual({
      name: 'club',
      elo: 1500,
      nodes: 100,
      depth: null,
      source: null,
    });
    expect((await get('/anchors')).json<{ data: unknown[] }>().data).toContainEqual({
      name: 'talker',
      elo: null,
      nodes: null,
      depth: null,
      source: 'ab'.repeat(32),
    });
    expect((await post(`/fine-tunes/${run}/cancel`)).statusCode).toBe(202);
    for (const url of ['/models', '/models?limit=1', `/models/${CHILD}`, '/models/default'])
      expect((await get(url)).statusCode, url).toBe(200);
    expect((await post(`/models/${CHILD}/chat`, { turns: ['hello'] })).statusCode).toBe(200);
    expect((await post(`/models/${CHILD}/move`, { fen: START })).statusCode).toBe(200);
    expect((await post(`/models/${CHILD}/judge`, { moves: ['e2e4'] })).statusCode).toBe(200);
  });

  it('of datasets', async () => {
    const pgn =
      '[Event "a"]\n[WhiteElo "2100"]\n[BlackElo "2200"]\n[Result "1-0"]\n\n' +
      '1. e4 { [%eval 0.2] } e5 { [%eval 0.1] } 2. Bc4 Nc6 3. Qh5 { [%eval 0.0] } Nf6 4. Qxf7# 1-0\n';
    const pairs = ['hello there', 'how are you', 'what a day'].map((said, i) =>
      JSON.stringify({ context: [said], reply: `that is a wonderful thing to say ${i}`, tone: 'glad' }),
    );
    const classifier = {
      format: 'sentimate-bag-of-words/1',
      classes: ['negative', 'neutral', 'positive'],
      bias: [0, 0, 0],
      features: [['good', -1, 0, 1]],
    };
    const uploads: [string, string, string][] = [
      ['kind=games&name=some-games&minRating=100', 'a.pgn', pgn],
      ['kind=dialogue&name=some-talk&labelColumn=tone', 'a.jsonl', pairs.join('\n')],
      ['kind=classifier&name=second', 'a.json', JSON.stringify(classifier)],
    ];
    for (const [query, file, content] of uploads) {
      const answer = await api.upload(query, file, content);
      expect(answer.statusCode, answer.body).toBe(201);
      const { address } = answer.json<{ address: string }>();
      expect((await get(`/datasets/${address}`)).statusCode).toBe(200);
      expect((await get(`/datasets/${address}/examples`)).statusCode).toBe(200);
      if (query.includes('dialogue'))
        expect((await get(`/datasets/${address}/examples?limit=1`)).json<{ more: boolean }>().more).toBe(true);
    }
    expect((await get('/datasets')).json<{ data: unknown[] }>().data).toHaveLength(4);
    expect((await get(`/datasets/${DATASET}`)).statusCode).toBe(200);
    const { data } = (await get('/datasets?limit=1')).json<{ data: { address: string }[] }>();
    expect((await api.call('DELETE', `/datasets/${data[0]!.address}`)).statusCode).toBe(204);
  });

  it('of operation', async () => {
    const backend = { name: 'tensorflow', version: '2.20', device: 'cpu' };
    await heartbeat(api.db.pool, { id: uuidv7(), kind: 'match', host: 'h', pid: 1, backend });
    await heartbeat(api.db.pool, { id: uuidv7(), kind: 'fine-tune', host: 'h', pid: 2, backend: null });
    for (const url of ['/healthz', '/readyz', '/workers', '/system', '/problems'])
      expect((await get(url)).statusCode, url).toBe(200);
    expect((await get('/metrics', '*/*')).statusCode).toBe(200);
    expect((await get('/workers')).json<{ data: unknown[] }>().data).toHaveLength(2);
  });

  it('of requests that are refused, as problems', async () => {
    const unknown = sha256Hex('nothing');
    for (const [path, methods] of Object.entries(api.conformance.document.paths)) {
      for (const method of Object.keys(methods)) {
        const url = path.replace('{id}', unknown).replace('{number}', '1');
        const answer = await api.call(method.toUpperCase(), url, method === 'post' ? { wrong: true } : undefined);
        if (!path.includes('{') && method !== 'post') continue;
        expect(answer.statusCode, `${method} ${path}`).toBeGreaterThanOrEqual(400);
        expect(answer.headers['content-type'], `${method} ${path}`).toMatch(/^application\/problem\+json/);
        expect(api.conformance.checkAs('Problem', answer.json())).toEqual([]);
      }
    }
  });

  it('of every operation of the document, in every media type that it offers', () => {
    const offered = Object.entries(api.conformance.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { responses }]) =>
        Object.entries(responses)
          .filter(([status]) => /^2/.test(status))
          .flatMap(([status, { content }]) =>
            Object.keys(content ?? { '': 0 }).map((type) => `${method} ${path} ${status} ${type}`.trim()),
          ),
      ),
    );
    expect(offered.length).toBeGreaterThan(60);
    expect(offered.filter((one) => !api.conformance.visited.has(one))).toEqual([]);
  });
});
