import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../src/files/home.js';
import { claimGames } from '../../../src/store/games/claim-games.js';
import { recordResults } from '../../../src/store/games/record-results.js';
import { advanceTournaments } from '../../../src/store/tournaments/advance-tournaments.js';
import { built } from '../../built.js';
import { useApi } from '../../http/api.js';
import { BASE } from '../../http/fixtures.js';
import { until } from '../../orchestration/mock.js';

built('src/cli/main.js');
const api = useApi();
const WORKER = uuidv7();
let url: string;
beforeAll(async () => void (url = await api.app.listen({ port: 0, host: '127.0.0.1' })));

/** A command as a person runs it, and what it prints. */
class Command {
  stdout = '';
  stderr = '';
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(...args: string[]) {
    this.child = spawn(process.execPath, [join(projectRoot(), 'bin', 'sentimate.mjs'), ...args], {
      env: { ...process.env, SENTIMATE_HOME: api.home, SENTIMATE_DEBUG: '' },
    });
    this.child.stdout!.on('data', (text: Buffer) => (this.stdout += String(text)));
    this.child.stderr!.on('data', (text: Buffer) => (this.stderr += String(text)));
    this.ended = new Promise((resolve) => this.child.on('close', resolve));
  }

  said(words: string): Promise<void> {
    return until(
      () => `${this.stdout}${this.stderr}`.includes(words),
      `${words}: ${this.stdout}${this.stderr}`,
      40_000,
    );
  }
}

const MATCH = { name: 'watched', contestants: [{ anchor: 'random' }, { anchor: 'greedy' }, { model: BASE }], pairs: 1 };
const newMatch = async (): Promise<string> => (await api.call('POST', '/matches', MATCH)).json<{ id: string }>().id;

async function play(id: string, games: number): Promise<void> {
  const claimed = await claimGames(api.db, { tournamentId: id, worker: WORKER, limit: games, leaseMs: 60_000 });
  const side = { moves: 1, legalShare: 0, guarded: 0 };
  await recordResults(api.db, {
    tournamentId: id,
    worker: WORKER,
    results: claimed.map(({ epoch, order }) => ({
      gameKey: order.gameKey,
      epoch,
      result: '1/2-1/2' as const,
      termination: 'stalemate' as const,
      moves: order.opening,
      plies: 4,
      white: side,
      black: side,
    })),
  });
}

describe('sentimate watch', () => {
  it('prints the standings at every change until the end', async () => {
    const id = await newMatch();
    const watch = new Command('watch', id, '--url', url, '--every', '1', '--json');
    await watch.said('"done":0');
    await play(id, 2);
    await watch.said('"done":2');
    await play(id, 10);
    while ((await advanceTournaments(api.db)).length > 0);
    expect(await watch.ended).toBe(0);
    const sights = watch.stdout
      .trimEnd()
      .split('\n')
      .map(
        (line) =>
          JSON.parse(line) as {
            id: string;
            state: string;
            progress: { done: number };
            standings: { rows: { games: number }[] };
          },
      );
    expect(sights.every((sight) => sight.id === id)).toBe(true);
    expect(sights.at(-1)).toMatchObject({ state: 'finished', progress: { done: 6 } });
    expect(sights.at(-1)!.standings.rows.map(({ games }) => games)).toEqual([4, 4, 4]);
  });

  it('ends at Ctrl-C with the standings as they are', async () => {
    const id = await newMatch();
    const watch = new Command('watch', id, '--url', url);
    await watch.said('games 0/6');
    watch.child.kill('SIGINT');
    expect(await watch.ended).toBe(0);
    expect(watch.stdout).toContain(`match ${id} is created`);
    expect(watch.stdout).toContain('anchor:greedy');
  });

  it('says when there is nothing to watch', async () => {
    const unknown = uuidv7();
    for (const [args, words, status] of [
      [[unknown, '--url', url], `knows no tournament or match ${unknown}`, 1],
      [['../secrets', '--url', url], 'is no id', 2],
      [[unknown, '--url', 'http://127.0.0.1:45997'], 'nothing answers there', 1],
    ] as const) {
      const watch = new Command('watch', ...args);
      expect(await watch.ended).toBe(status);
      expect(watch.stderr).toContain(words);
      expect(watch.stdout).toBe('');
    }
  });
});

describe('Ctrl-C', () => {
  it('leaves a match that a service plays to the service', async () => {
    const spec = join(api.home, 'match.json');
    await writeFile(spec, JSON.stringify(MATCH));
    const run = new Command('match', 'run', spec, '--url', url);
    await run.said('games 0/6');
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(1);
    expect(run.stderr).toMatch(/sentimate: stopped; `sentimate serve` goes on with match [0-9a-f-]{36}\n$/);
    expect(run.stdout).toBe('');
  });
});
