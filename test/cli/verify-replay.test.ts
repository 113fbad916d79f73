import { spawn } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkpointDir, projectRoot } from '../../src/files/home.js';
import { startBackend } from '../../src/model/kernels/backend.js';
import { ComputeProcess } from '../../src/orchestration/compute-process.js';
import type { EngineDefinition } from '../../src/spec/engine.js';
import type { GameResult } from '../../src/spec/game.js';
import { claimFineTune } from '../../src/store/fine-tunes/claim-fine-tune.js';
import { listFineTunes } from '../../src/store/fine-tunes/fine-tunes.js';
import { finishFineTune } from '../../src/store/fine-tunes/finish-fine-tune.js';
import { claimGames } from '../../src/store/games/claim-games.js';
import { recordResults } from '../../src/store/games/record-results.js';
import { insertCheckpoint } from '../../src/store/library/checkpoints.js';
import { insertDataset } from '../../src/store/library/datasets.js';
import { advanceTournaments } from '../../src/store/tournaments/advance-tournaments.js';
import { createTournament } from '../../src/store/tournaments/create-tournament.js';
import { getContestants } from '../../src/store/tournaments/tournaments.js';
import { planTournament } from '../../src/tournament/plan/plan.js';
import { sealedOf } from '../../src/tournament/plan/sealed-plan.js';
import { tournamentWithDefaults } from '../../src/tournament/plan/spec-defaults.js';
import { built } from '../built.js';
import { useDatabase } from '../database.js';
import { silent } from '../orchestration/mock.js';
import { checksFor } from '../tournament/played.js';
import { makeWorld, type World } from '../training/world.js';

/**
 * A tournament as users run it, in small: children of a base, the base and its twin, both anchors, and two UCI engines
 * of which one answers illegal moves.
 */
const FAKE = join(import.meta.dirname, '..', 'match', 'fake-engine.mjs');
const ENGINES = ['good', 'broken'].map((kind) => ({
  name: `fake-${kind}`,
  command: process.execPath,
  args: [FAKE, kind],
  nodes: 1,
}));
const DATASET = 'f'.repeat(64);
const BOOK = ['e2e4 e7e5 g1f3 b8c6', 'd2d4 d7d5 c2c4 e7e6', 'c2c4 e7e5 b1c3 g8f6', 'g1f3 d7d5 g2g3 c7c5'];
const at = useDatabase();
const worker = uuidv7();
const before = process.env.SENTIMATE_ENGINES;
let worlds: World[];
let compute: ComputeProcess;

beforeAll(async () => {
  await startBackend();
  worlds = [];
  for (const noise of [0.3, 0.5, 0.7]) worlds.push(await makeWorld('convolutional', noise));
  for (const { base, baseDir } of worlds.slice(1))
    await cp(baseDir, checkpointDir(worlds[0]!.home, base), { recursive: true });
  process.env.SENTIMATE_ENGINES = JSON.stringify(ENGINES);
  compute = new ComputeProcess({ log: silent, entry: built('workers/compute-child.js') });
});
afterAll(async () => {
  if (before === undefined) delete process.env.SENTIMATE_ENGINES;
  else process.env.SENTIMATE_ENGINES = before;
  await compute.stop();
  for (const { home } of worlds) await rm(home, { recursive: true, force: true });
});

async function playTournament(): Promise<string> {
  const [{ base }] = worlds as [World];
  const { db } = at;
  await insertCheckpoint(db.pool, { address: base, parent: null, kind: 'base', name: 'tiny', config: {}, card: {} });
  await insertDataset(db.pool, { address: DATASET, kind: 'dialogue', name: 'starter', profile: {} });
  const engines = new Map(
    ENGINES.map(({ name }): [string, EngineDefinition] => [
      name,
      { name, elo: null, limit: { nodes: 1 }, options: {} },
    ]),
  );
  const request = {
    name: 'mixed',
    arms: [{ tone: 'positive' as const }, { tone: 'negative' as const }],
    replicates: [1, 2],
    pairs: 1,
    anchors: ['random', 'greedy', 'fake-good', 'fake-broken'],
    maxPlies: 24,
  };
  const plan = planTournament(tournamentWithDefaults(request, { base, dataset: DATASET }), BOOK, undefined, engines);
  const id = uuidv7();
  const { kind, spec, contestants, recipes, games, hash } = plan;
  await createTournament(db, {
    id,
    kind,
    name: spec.name,
    plan: sealedOf(plan),
    planHash: hash,
    maxPlies: spec.maxPlies,
    contestants,
    recipes,
    games,
  });
  for (const [index, { id: fineTune, recipe }] of (
    await listFineTunes(db.pool, { tournamentId: id, limit: 100 })
  ).entries()) {
    const { epoch } = (await claimFineTune(db.pool, { id: fineTune, worker, leaseMs: 60_000 }))!;
    await finishFineTune(db, {
      id: fineTune,
      epoch,
      checkpoint: worlds[1 + (index % 2)]!.base,
      checks: checksFor(recipe.treatment.tone, recipe.seed),
    });
  }
  await advanceTournaments(db);
  const claimed = await claimGames(db, { tournamentId: id, worker, limit: 500, leaseMs: 600_000 });
  const results: GameResult[] = [];
  const task = compute.start<'play'>(
    {
      type: 'play',
      home: worlds[0]!.home,
      contestants: await getContestants(db.pool, id),
      games: claimed.map(({ order }) => order),
      concurrency: 50,
    },
    { onGames: (finished) => results.push(...finished) },
  );
  task.noMoreGames();
  await task.result;
  await recordResults(db, { tournamentId: id, worker, results: results.map((result) => ({ ...result, epoch: 1 })) });
  await advanceTournaments(db);
  return id;
}

/** The command on a machine that has none of the engines. */
async function verify(
  ...args: string[]
): Promise<{ status: number | null; checks: { check: string; ok: boolean; detail: string }[] }> {
  const env = { ...process.env, DATABASE_URL: at.url, SENTIMATE_HOME: worlds[0]!.home, SENTIMATE_ENGINES: 'none' };
  const child = spawn(process.execPath, [join(projectRoot(), 'bin', 'sentimate.mjs'), 'verify', ...args, '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, checks: (JSON.parse(out) as { checks: { check: string; ok: boolean; detail: string }[] }).checks };
}

it('verifies a tournament of children, the base and its twin, anchors and engines, and plays every game of it again', {
  timeout: 600_000,
}, async () => {
  const id = await playTournament();
  const { db } = at;
  const { rows } = await db.pool.query<{ name: string; games: number; lost: number }>(
    `select c.name, count(*)::int as games, count(*) filter (where r.termination = 'illegal-move')::int as lost from contestant c
     join game g on g.tournament_id = c.tournament_id and c.key in (g.white, g.black) join result r on r.tournament_id = g.tournament_id and r.game_key = g.game_key
     where c.tournament_id = $1 group by c.name`,
    [id],
  );
  const played = new Map(rows.map(({ name, ...counts }) => [name, counts]));
  for (const name of [
    'positive/1',
    'negative/2',
    'untouched',
    'untouched-twin',
    'anchor:random',
    'anchor:greedy',
    'anchor:fake-good',
  ])
    expect(played.get(name)?.games, name).toBeGreaterThan(0);
  expect(played.get('anchor:fake-broken')?.lost, 'the engine that errs loses by it').toBe(
    played.get('anchor:fake-broken')!.games,
  );

  const { status, checks } = await verify(id, '--replay', 'all');
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(status).toBe(0);
  const [{ total, fed }] = (
    await db.pool.query<{ total: number; fed: number }>(
      `select count(*)::int as total, count(*) filter (where exists (select from contestant c where c.tournament_id = $1 and c.engine is not null and c.key in (g.white, g.black)))::int as fed
       from game g where g.tournament_id = $1`,
      [id],
    )
  ).rows as [{ total: number; fed: number }];
  const last = checks.at(-1)!;
  expect(last).toMatchObject({
    check: 'replay',
    ok: true,
    replay: { games: total, engineGames: fed, differences: [] },
  });
  expect(last.detail).toContain(`in ${fed} of the games the engine’s moves came from the record`);

  // another move of a network, legal or not, is found by the replay alone: the first game against an engine, from its
  // first free ply on
  const { rows: touched } = await db.pool.query<{ number: number }>(
    `update result set moves = regexp_replace(moves, '^((\\S+ ){4})\\S+', '\\1a2a3') where tournament_id = $1 and number = (
       select min(g.number) from game g join contestant w on w.tournament_id = $1 and w.key = g.white join contestant b on b.tournament_id = $1 and b.key = g.black
       where g.tournament_id = $1 and w.kind = 'child' and b.name = 'anchor:fake-good') returning number`,
    [id],
  );
  expect(touched).toHaveLength(1);
  const forged = await verify(id, '--replay', '10000');
  expect(forged.status).toBe(1);
  const replay = forged.checks.find(({ check }) => check === 'replay')!;
  expect(replay.detail).toContain(`1 of ${total} games differ; game ${touched[0]!.number}: ply 5 is a2a3 on record`);
});
