import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import type { ContestantRow, ResultRow } from '../../src/store/base/row-types.js';
import { verifyChain } from '../../src/store/games/result-chain.js';
import { allResults } from '../../src/store/games/results.js';
import { getContestants } from '../../src/store/tournaments/tournaments.js';
import { standings } from '../../src/tournament/standings/standings.js';
import type { Standings } from '../../src/tournament/standings/standings-types.js';
import { Arena } from './arena.js';

const SPEC = {
  name: 'killed half way',
  arms: ['positive', 'negative'].map((tone) => ({ tone, dose: { examples: 32, steps: 150 }, filter: { band: 0.3 } })),
  replicates: [1, 2],
  fineTune: { batch: 8, learningRate: 0.003, maxTokens: 32 },
  pairs: 10,
  maxPlies: 120,
};

interface Accepted {
  readonly id: string;
  readonly games: number;
  readonly fineTunes: number;
}
interface State {
  readonly state: string;
  readonly progress: {
    readonly games: number;
    readonly done: number;
    readonly claimed: number;
    readonly fineTunes: Record<string, number>;
  };
}
interface Game {
  readonly number: number;
  readonly gameKey: string;
  readonly moves: string;
  readonly result: string;
}
interface Event {
  readonly seq: number;
  readonly type: string;
}

let arena: Arena | undefined;

/** Stops what `survivesKills` started; for `afterEach`, so that it also runs after a test that took too long. */
export async function closeArena(): Promise<void> {
  await arena?.close();
  arena = undefined;
}

const stateOf = (id: string) => arena!.request<State>(`/tournaments/${id}`);
const gamesOf = (id: string) =>
  arena!.request<Game[]>(`/tournaments/${id}/games`, { headers: { accept: 'application/x-ndjson' } });

async function eventsOf(id: string): Promise<Event[]> {
  const events: Event[] = [];
  for (;;) {
    const { data } = await arena!.request<{ data: Event[] }>(
      `/tournaments/${id}/events?limit=100&after=${events.length}`,
    );
    events.push(...data);
    if (data.length === 0) return events;
  }
}

/** Every path at which something can be asked about a tournament, its fine-tunes and its children. */
async function everythingOf(id: string): Promise<string[]> {
  const at = `/tournaments/${id}`;
  const parts = ['standings', 'plan', 'events?limit=1000', 'fine-tunes', 'contrast', 'verdict', 'report', 'recorded'];
  const { data } = await arena!.request<{ data: { id: string; checkpoint: string }[] }>(`${at}/fine-tunes`);
  return [
    ...[at, ...parts.map((part) => `${at}/${part}`), `${at}/games`, `${at}/games/1`],
    ...data.flatMap((run) => [`/fine-tunes/${run.id}`, `/fine-tunes/${run.id}/metrics`, `/models/${run.checkpoint}`]),
    ...['/tournaments', '/fine-tunes', '/models', '/models/default', '/datasets', '/workers', '/system', '/readyz'],
  ];
}

/** What must hold at the end of a tournament, whatever happened on the way. */
async function expectWhole(id: string, games: number): Promise<Game[]> {
  const { pool } = arena!.db;
  const played = await gamesOf(id);
  expect(played.map(({ number }) => number)).toEqual(Array.from({ length: games }, (_, i) => i + 1));
  expect(new Set(played.map(({ gameKey }) => gameKey)).size).toBe(games);
  expect(played.every(({ moves, result }) => moves.length > 0 && result !== null)).toBe(true);
  const { rows } = await pool.query<{ scheduled: number; recorded: number; conflicts: number }>(
    `select (select count(*)::int from game where tournament_id = $1 and state = 'done') as scheduled,
       (select count(*)::int from result where tournament_id = $1) as recorded,
       (select count(*)::int from superseded_result where tournament_id = $1 and reason = 'conflict') as conflicts`,
    [id],
  );
  expect(rows[0]).toEqual({ scheduled: games, recorded: games, conflicts: 0 });
  expect(await verifyChain(pool, id)).toEqual({ ok: true, results: games });
  const events = await eventsOf(id);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  expect(events.filter(({ type }) => type === 'game')).toHaveLength(games);
  const contestants: ContestantRow[] = await getContestants(pool, id);
  for (const { checkpoint } of contestants) if (checkpoint) expect(existsSync(arena!.folderOf(checkpoint))).toBe(true);
  const results: ResultRow[] = await allResults(pool, id);
  const served = await arena!.request<Standings>(`/tournaments/${id}/standings`);
  const { rows: ranking, ...summary } = JSON.parse(JSON.stringify(standings(contestants, results))) as Standings;
  expect(served).toMatchObject({ ...summary, rows: ranking.map(({ key: _, ...row }) => row) });
  return played;
}

/**
 * A tournament whose worker, child, and API processes are killed on the way ends with each game once, and the same plan
 * again gives the same games. On the PostgreSQL queue unless `redisUrl` is given.
 */
export async function survivesKills(redisUrl?: string): Promise<void> {
  arena = await Arena.open(redisUrl);
  const open = arena;
  let api = await open.api();
  const { id, games, fineTunes } = await open.post<Accepted>('/tournaments', SPEC);
  expect(fineTunes).toBe(4);

  // a fine-tune worker is killed in the middle of a run
  let tuner = await open.worker('fine-tune');
  await open.until(
    'a fine-tune runs',
    async () =>
      (await open.db.pool.query(`select from fine_tune where state = 'running' and step >= 20`)).rowCount === 1,
  );
  await tuner.kill();
  tuner = await open.worker('fine-tune');

  // the match worker's child is killed, then the worker, then the API
  let player = await open.worker('match');
  const played = async (share: number) => (await stateOf(id)).progress.done >= games * share;
  await open.until('a tenth is played', () => played(0.1));
  process.kill(await player.childPid(), 'SIGKILL');
  await open.until('a third is played', () => played(0.33));
  expect((await stateOf(id)).progress.done).toBeLessThan(games);
  await player.kill();
  player = await open.worker('match');
  await open.until('half is played', () => played(0.5));
  await api.kill();
  api = await open.api();
  await open.until('the tournament is over', async () => (await stateOf(id)).state !== 'running');
  const state = await stateOf(id);
  expect(state).toMatchObject({
    state: 'finished',
    progress: { games, done: games, claimed: 0, fineTunes: { finished: 4 } },
  });
  const first = await expectWhole(id, games);
  const { rows } = await open.db.pool.query<{ attempts: number }>('select max(attempts) as attempts from fine_tune');
  expect(rows[0]!.attempts).toBe(2);
  expect(await open.misdescribed(await everythingOf(id))).toEqual([]);

  // the same plan undisturbed: children are reused, and every game has the same moves
  const second = await open.post<Accepted>('/tournaments', SPEC);
  await open.until('the second tournament is over', async () => (await stateOf(second.id)).state === 'finished');
  const moves = (list: readonly Game[]) => list.map(({ gameKey, moves: text }) => [gameKey, text]);
  expect(moves(await expectWhole(second.id, games))).toEqual(moves(first));

  for (const service of [tuner, player]) expect(await service.stop()).toBe(0);
  await api.stop();
  const words = [tuner, player].flatMap(({ lines }) => lines.map((line) => JSON.stringify(line)));
  for (const said of ['wonderful', 'terrible', 'train leaves'])
    expect(
      words.some((line) => line.includes(said)),
      `log repeats dialogue: ${said}`,
    ).toBe(false);
}
