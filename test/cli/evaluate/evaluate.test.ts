import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { legalIndices } from '../../../src/chess/board/encoding.js';
import { packPosition, RECORD_BYTES } from '../../../src/chess/board/position-record.js';
import { projectRoot } from '../../../src/files/home.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { built } from '../../built.js';
import { randomGame } from '../../chess/positions.js';
import { makeWorld, type World } from '../../training/world.js';

built('src/cli/main.js'); // says so when it is missing
const GAMES = sha256Hex('games');
const DIALOGUE = sha256Hex('dialogue');
const PUZZLE = '6k1/p1p2ppp/1pqp2r1/3Q4/8/1P6/P1P2PPP/4RK2 b - - 8 22,c6d5 e1e8,400\n';
const ENGINE = join(projectRoot(), 'test', 'match', 'fake-engine.mjs');
let world: World;

beforeAll(async () => {
  await startBackend();
  world = await makeWorld();
  const games = join(world.home, 'datasets', GAMES);
  mkdirSync(games);
  writeFileSync(join(games, 'dataset.json'), JSON.stringify({ kind: 'games', address: GAMES, name: 'made-up-games' }));
  const records: Uint8Array[] = [];
  let ply = 0;
  for (const position of randomGame('held out', 60)) {
    const record = new Uint8Array(RECORD_BYTES);
    packPosition(position, record, 0, { move: legalIndices(position)[0] ?? 0, outcome: 1, ply: ply++, game: 1 });
    records.push(record);
  }
  writeFileSync(join(games, 'held-out.bin'), Buffer.concat(records));
  const dialogue = join(world.home, 'datasets', DIALOGUE);
  mkdirSync(dialogue);
  writeFileSync(
    join(dialogue, 'dataset.json'),
    JSON.stringify({ kind: 'dialogue', address: DIALOGUE, name: 'made-up-talk' }),
  );
  writeFileSync(join(dialogue, 'conversations.jsonl'), readFileSync(join(world.datasetDir, 'conversations.jsonl')));
  writeFileSync(join(world.home, 'puzzles.csv'), PUZZLE);
});
afterAll(() => rmSync(world.home, { recursive: true }));

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command as a person runs it. */
function evaluate(...args: string[]): Promise<Ran> {
  const bin = join(projectRoot(), 'bin', 'sentimate.mjs');
  const env = { ...process.env, SENTIMATE_HOME: world.home, SENTIMATE_DEBUG: '' };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [bin, 'evaluate', ...args], { cwd: world.home, env });
    const out = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].on('data', (data) => (out[stream] += String(data)));
    child.on('close', (status) => resolve({ status, ...out }));
  });
}

const few = ['--games', '2', '--engine', 'none'];

describe('sentimate evaluate', () => {
  it('measures everything, prints JSON, writes a file and the card', async () => {
    const flags = [
      '--puzzles',
      'puzzles.csv',
      '--games-data',
      'made-up-games',
      '--dialogue',
      DIALOGUE,
      '--games',
      '2',
      '--engine',
      ENGINE,
      '--levels',
      'lowest,1250',
      '--nodes',
      '5',
    ];
    const { status, stdout, stderr } = await evaluate(world.base, ...flags, '--card', '--out', 'report.json', '--json');
    expect(status, stderr).toBe(0);
    const report = JSON.parse(stdout) as Record<string, never>;
    expect(JSON.parse(readFileSync(join(world.home, 'report.json'), 'utf8'))).toEqual(report);
    const hash = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
    const share = {
      hits: expect.any(Number) as number,
      of: 1,
      low: expect.any(Number) as number,
      high: expect.any(Number) as number,
    };
    expect(report).toMatchObject({
      model: world.base,
      address: world.base,
      moves: {
        dataset: { address: GAMES, name: 'made-up-games', heldOut: 61 },
        all: { positions: 61, masked: { of: 61 } },
        fromPly20: { positions: 41 },
        phases: { opening: { positions: 20 } },
      },
      puzzles: {
        files: [{ file: 'puzzles.csv', sha256: sha256Hex(PUZZLE), puzzles: 1, bad: {} }],
        raw: { first: share, bands: [{ from: 400, to: 800 }] },
        guarded: { first: { hits: 1 }, solved: { hits: 1 } },
      },
      regret: { set: hash, temperatures: [0, 0.25, 0.5, 0.65, 0.8, 1].map((temperature) => ({ temperature })) },
      chat: { datasets: [{ address: DIALOGUE, name: 'made-up-talk', sequences: 36 }] },
      sharing: { chat: { variance: 1, cut: expect.any(Number) as number }, board: { intact: expect.any(Number) } },
      games: {
        decoding: { temperature: 0, guard: 'mate-and-repetition' },
        anchors: [{ opponent: 'random' }, { opponent: 'greedy' }],
        engine: {
          name: 'Fake 1.0',
          limit: '5 nodes a move',
          matches: [
            { opponent: 'Fake 1.0, Elo 1200', level: 1200 },
            { opponent: 'Fake 1.0, Elo 1250', level: 1250 },
          ],
        },
      },
      leftOut: [],
    });
    const card = JSON.parse(readFileSync(join(world.baseDir, 'card.json'), 'utf8')) as {
      name: string;
      metrics: { evaluation: Record<string, unknown> };
    };
    expect(card.name).toBe('tiny');
    expect(card.metrics.evaluation).toEqual(
      Object.fromEntries(
        ['moves', 'puzzles', 'regret', 'chat', 'sharing', 'games'].map((part) => [part, report[part]]),
      ),
    );
    const { command } = card.metrics.evaluation.games as { command: string };
    expect(command).toMatch(new RegExp(`^sentimate evaluate ${world.base} --`));
    for (const words of [
      '--games-data made-up-games',
      '--engine fake-engine.mjs',
      '--levels lowest,1250',
      '--nodes 5',
      '--puzzles puzzles.csv',
    ])
      expect(command).toContain(words);
    expect(command).not.toContain(projectRoot());
  });

  it('needs no data: it plays and says what it leaves out', async () => {
    const { status, stdout, stderr } = await evaluate(world.base, ...few);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^moves: left out, .*--games-data/m);
    expect(stdout).toMatch(/^puzzles: left out, .*--puzzles/m);
    expect(stdout).toMatch(/^all +0\.\d{4} \(.* to .*\)/m); // regret
    expect(stdout).toMatch(/^chat: left out, .*--dialogue/m);
    expect(stdout).toMatch(/^random +\d\/\d\/\d/m);
  });

  it('writes only the parts that were measured on the card', async () => {
    const before = JSON.parse(readFileSync(join(world.baseDir, 'card.json'), 'utf8')) as {
      metrics: { evaluation?: Record<string, unknown> };
    };
    const { status } = await evaluate(world.base, '--only', 'puzzles', '--puzzles', 'puzzles.csv', '--card');
    expect(status).toBe(0);
    const after = JSON.parse(readFileSync(join(world.baseDir, 'card.json'), 'utf8')) as {
      metrics: { evaluation: Record<string, { command: string }> };
    };
    expect(after.metrics.evaluation.puzzles!.command).toContain('--only puzzles');
    expect(after.metrics.evaluation).toMatchObject({ ...before.metrics.evaluation, puzzles: {} });
  });

  it.each([
    [['--games', '3'], 2, '--games must be an even number'],
    [['--only', 'games,chess'], 2, '--only takes moves, puzzles, regret, chat, sharing, games'],
    [['--anchors', 'stockfish'], 2, '--anchors takes random and greedy'],
    [['--nodes', '10', '--depth', '3'], 2, 'give one of --nodes, --movetime and --depth'],
    [['--only', 'games', '--engine', 'no-engine'], 1, 'no-engine: there is no such engine'],
    [['--only', 'games', '--engine', ENGINE, '--levels', 'strong'], 2, '--levels: strong is not a level'],
    [
      ['--only', 'games', '--engine', ENGINE, '--levels', '1000'],
      2,
      'Fake 1.0 takes UCI_Elo from 1200 to 2000, not 1000',
    ],
    [['--only', 'puzzles', '--puzzles', 'missing.csv'], 1, 'missing.csv: no such file'],
    [['--only', 'moves', '--games-data', 'nothing'], 1, 'there is no games dataset nothing'],
    [['--only', 'chat', '--dialogue', GAMES], 1, `there is no dialogue dataset ${GAMES}`],
  ])('%j ends with status %i and one line', async (args, status, words) => {
    const found = await evaluate(world.base, ...args);
    const lines = found.stderr.split('\n').filter((line) => line.startsWith('sentimate: '));
    expect(lines, found.stderr).toHaveLength(1);
    expect(lines[0]).toContain(words);
    expect(found.status).toBe(status);
  });
});
