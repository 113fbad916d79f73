import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chess as Referee } from 'chess.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../src/files/home.js';
import { UciEngine } from '../../../src/match/uci/uci-engine.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { built } from '../../built.js';
import { makeWorld, type World } from '../../training/world.js';

built('src/cli/main.js');
const BIN = join(projectRoot(), 'bin', 'sentimate.mjs');
let world: World;
let folder: string;

beforeAll(async () => {
  await startBackend();
  world = await makeWorld('fully-connected');
  folder = await mkdtemp(join(tmpdir(), 'sentimate-uci-'));
});
afterAll(async () => {
  await rm(world.home, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
});

const command = (): string[] => [process.execPath, BIN, 'uci', world.baseDir];

describe('sentimate uci', () => {
  it('writes nothing but the protocol, and ends with its input', () => {
    const { status, stdout } = spawnSync(process.execPath, [...command().slice(1)], {
      input: 'nonsense\nuci\nisready\nposition startpos\ngo nodes 1\n',
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.filter((line) => !/^(id|option|info|uciok|readyok|bestmove)\b/.test(line))).toEqual([]);
    expect(lines.indexOf('uciok')).toBeGreaterThan(0);
    expect(lines.at(-1)).toMatch(/^bestmove [a-h][1-8][a-h][1-8]$/);
  });

  it('ends with one line when there is no such network', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, 'uci', join(folder, 'nobody')], {
      input: 'isready\n',
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr.split('\n').filter((line) => line.startsWith('sentimate: '))).toHaveLength(1);
  });

  it('plays a whole game against itself through our own client', async () => {
    const [first, ...args] = command();
    const engine = await UciEngine.start({ command: first!, args });
    try {
      await engine.setOptions({ Temperature: 1, Seed: 3, Guard: 'none' });
      await engine.newGame();
      const board = new Referee();
      const moves: string[] = [];
      while (!board.isGameOver() && moves.length < 80) {
        const move = await engine.bestMove(moves, { nodes: 1 });
        // throws for an illegal one
        board.move({ from: move.slice(0, 2), to: move.slice(2, 4), ...(move[4] ? { promotion: move[4] } : {}) });
        moves.push(move);
      }
      expect(moves.length).toBeGreaterThan(4);
    } finally {
      await engine.close();
    }
  });
});
