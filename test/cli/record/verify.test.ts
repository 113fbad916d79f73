import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../src/files/home.js';
import { playGames } from '../../../src/match/loop/play-games.js';
import type { Player } from '../../../src/match/player/player.js';
import type { GameResult } from '../../../src/spec/game.js';
import { claimGames } from '../../../src/store/games/claim-games.js';
import { recordResults } from '../../../src/store/games/record-results.js';
import { advanceTournaments } from '../../../src/store/tournaments/advance-tournaments.js';
import { getContestants } from '../../../src/store/tournaments/tournaments.js';
import type { ContestantKey } from '../../../src/vocabulary/ids.js';
import { useApi } from '../../http/api.js';
import { playOut } from '../../store/play-out.js';

const api = useApi();
const WORKER = '019aa000-0000-7000-8000-000000000001';
let folder: string;
let url: string;
beforeAll(async () => {
  if (!existsSync(join(projectRoot(), 'dist', 'src', 'cli', 'main.js')))
    throw new Error('run `npm run build` first: these tests run the built command');
  folder = await mkdtemp(join(tmpdir(), 'sentimate-report-'));
  url = await api.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/**
 * The command with the test's database and home; the API in this process must be able to answer meanwhile, so it is
 * awaited.
 */
async function sentimate(...args: string[]): Promise<{ status: number | null; out: string; err: string }> {
  const env = { ...process.env, DATABASE_URL: api.databaseUrl, SENTIMATE_HOME: api.home };
  const child = spawn(process.execPath, [join(projectRoot(), 'bin', 'sentimate.mjs'), ...args], { env });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, out, err })));
}

async function tournament(name: string): Promise<string> {
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
  await playOut(api.db, id, { strengths: { positive: 1.5 } });
  return id;
}

/** A match of the two anchors, played by the real engine: it can be played again without any network. */
async function anchorMatch(): Promise<string> {
  const { id } = (
    await api.call('POST', '/matches', {
      name: 'anchors',
      contestants: [{ anchor: 'random' }, { anchor: 'greedy' }],
      pairs: 3,
      maxPlies: 60,
    })
  ).json<{ id: string }>();
  const players = new Map(
    (await getContestants(api.db.pool, id)).map(({ key, anchor }): [ContestantKey, Player] => [
      key,
      { kind: 'anchor', anchor: anchor as 'random' },
    ]),
  );
  const claimed = await claimGames(api.db, { tournamentId: id, worker: WORKER, limit: 100, leaseMs: 60_000 });
  const results: (GameResult & { epoch: number })[] = [];
  const orders = claimed.map(({ order }) => order);
  await playGames({
    players,
    next: () => orders.shift(),
    concurrency: 6,
    onFinished: (result) => results.push({ ...result, epoch: 1 }),
  });
  await recordResults(api.db, { tournamentId: id, worker: WORKER, results });
  await advanceTournaments(api.db);
  return id;
}

describe('sentimate report and sentimate verdict', () => {
  it('write files from which the verdict is computed again, offline, to the same bits', async () => {
    const id = await tournament('<b>files</b>');
    const out = join(folder, 'bundle');
    const written = await sentimate('report', id, '--out', out, '--url', url, '--json');
    expect(written.err).toBe('');
    expect((JSON.parse(written.out) as { files: string[] }).files).toHaveLength(6);
    expect(await readFile(join(out, 'report.html'), 'utf8')).toContain('&lt;b&gt;files&lt;/b&gt;');
    const checked = await sentimate('verdict', out, '--json');
    expect(checked.status).toBe(0);
    const { checks, verdict } = JSON.parse(checked.out) as {
      checks: { check: string; ok: boolean }[];
      verdict: { line: string };
    };
    expect(checks.map(({ check, ok }) => [check, ok])).toEqual([
      ['plan', true],
      ['games', true],
      ['pgn', true],
      ['standings', true],
      ['verdict', true],
      ['robustness', true],
    ]);
    expect(verdict.line).toBe((await api.call('GET', `/tournaments/${id}/verdict`)).json<{ line: string }>().line);

    const games = await readFile(join(out, 'games.csv'), 'utf8');
    await writeFile(join(out, 'games.csv'), games.replace(',1-0,checkmate', ',0-1,checkmate'));
    const forged = await sentimate('verdict', out);
    expect(forged.status).toBe(1);
    expect(forged.err).toMatch(/^sentimate: failed checks of the report: pgn, standings, verdict, robustness\n$/);
  });

  it('write a signed plan that is checked without service, database or network', async () => {
    const id = await tournament('registered');
    const file = join(folder, 'plan.json');
    expect((await sentimate('report', id, '--preregistration', file, '--url', url)).status).toBe(0);
    const signed = JSON.parse(await readFile(file, 'utf8')) as { planHash: string; service: { publicKey: string } };
    const key = join(folder, 'key.pem');
    await writeFile(key, signed.service.publicKey);
    const checked = await sentimate('verify', '--preregistration', file, '--key', key);
    expect([checked.status, checked.err]).toEqual([0, '']);
    expect(checked.out).toContain(`Sentimate plan sha256:${signed.planHash} statement sha256:`);
    await writeFile(file, JSON.stringify({ ...signed, sealedAt: '2020-01-01T00:00:00.000Z' }));
    const forged = await sentimate('verify', '--preregistration', file);
    expect([forged.status, forged.err]).toEqual([1, 'sentimate: failed checks of the signed plan: signature\n']);
    expect((await sentimate('verify')).status).toBe(2);
    expect((await sentimate('report', id, '--url', url)).status).toBe(2);
  });

  it('say in one line what is wrong with a folder or an id', async () => {
    const none = await sentimate('verdict', join(folder, 'nowhere'));
    expect([none.status, none.err.trim().split('\n').length]).toEqual([1, 1]);
    await writeFile(join(folder, 'report.json'), '{"object":"something"}');
    expect((await sentimate('verdict', folder)).err).toContain('is not a report of a tournament');
    const unknown = await sentimate(
      'report',
      '019aa000-0000-7000-8000-000000000009',
      '--out',
      join(folder, 'x'),
      '--url',
      url,
    );
    expect(unknown.status).toBe(1);
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });
});

describe('sentimate verify', () => {
  it('finds a good record good: the match of anchors, with games played again', async () => {
    const id = await anchorMatch();
    const { status, out, err } = await sentimate('verify', id, '--replay', '4', '--json');
    const { ok, checks } = JSON.parse(out) as {
      ok: boolean;
      checks: { check: string; ok: boolean; detail: string; replay?: object }[];
    };
    expect(checks.filter((check) => !check.ok)).toEqual([]);
    expect([ok, status, err]).toEqual([true, 0, '']);
    expect(checks.map(({ check }) => check)).toEqual([
      'plan',
      'keys',
      'schedule',
      'results',
      'chain',
      'events',
      'games',
      'standings',
      'checkpoints',
      'replay',
    ]);
    const { detail, replay } = checks.at(-1)!;
    expect(replay).toMatchObject({ games: 4, ties: 0, largestMargin: null, engineGames: 0, differences: [] });
    expect(detail).toMatch(/^4 games, (\d+) moves decided again, \1 of them the same$/);
  });

  it('finds games whose last move was taken away, and ends with status 1', async () => {
    const id = await anchorMatch();
    // the last ply of every game is taken away: still legal chess, but not the same ends, nor the same chain
    await api.db.pool.query(
      `update result set moves = regexp_replace(moves, ' [^ ]+$', ''), plies = plies - 1 where tournament_id = $1`,
      [id],
    );
    const { status, out, err } = await sentimate('verify', id, '--replay', '2', '--json');
    expect(status).toBe(1);
    const failed = (JSON.parse(out) as { checks: { check: string; ok: boolean }[] }).checks
      .filter(({ ok }) => !ok)
      .map(({ check }) => check);
    expect(failed).toEqual(['chain', 'games', 'replay']);
    expect(err).toBe('sentimate: failed checks of the record: chain, games, replay\n');
  });

  it('says in one line that an id names nothing', async () => {
    const { status, err } = await sentimate('verify', 'nonsense');
    expect(status).toBe(1);
    expect(err).toContain('there is no tournament or match nonsense');
  });
});
