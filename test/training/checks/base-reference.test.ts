import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Chess } from 'chessops';
import { makeFen, parseFen } from 'chessops/fen';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { BOARD_SIZE, legalIndices } from '../../../src/chess/board/encoding.js';
import { writePlanes } from '../../../src/chess/board/encoding-planes.js';
import { loadNetwork } from '../../../src/model/checkpoint/checkpoint.js';
import type { Network } from '../../../src/model/checkpoint/network.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { readBaseReference } from '../../../src/training/checks/base-reference.js';
import { BaseStore } from '../../../src/training/checks/base-store.js';
import { comparisonPositions } from '../../../src/training/checks/compare-policies.js';
import { withSharedSquares } from '../../../src/training/checks/shared-squares.js';
import { withSharedTower } from '../../../src/training/checks/shared-tower.js';
import { CHECK_PARTS, type CheckPart } from '../../../src/vocabulary/unions.js';
import { loadChild, makeWorld, recipeOf, runRecipe, type World } from '../world.js';

let world: World;
let base: Network;
beforeAll(async () => {
  await startBackend();
  world = await makeWorld('convolutional', 0.2);
  base = await loadNetwork(world.baseDir);
});
afterAll(async () => {
  base.dispose();
  await rm(world.home, { recursive: true });
});

const folder = (name: string): string => join(world.home, name);
const filesOf = async (dir: string): Promise<Map<string, string>> => {
  const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const read = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(dir.length), (await readFile(path)).toString('base64')] as const;
  });
  return new Map((await Promise.all(read)).sort(([a], [b]) => (a < b ? -1 : 1)));
};

describe('what is measured on a base', () => {
  it('gives a child the same checks whether it is stored, fresh or was damaged', { timeout: 240_000 }, async () => {
    const recipe = recipeOf(world, 'positive', 'full', 4);
    const parts: (CheckPart | 'training')[] = [];
    const run = async (name: string) => {
      const result = await runRecipe(world, recipe, {
        name,
        baseChecksDir: folder(name),
        onTraining: () => parts.push('training'),
        onCheck: (part) => parts.push(part),
      });
      return result.checks;
    };
    const fresh = await run('fresh');
    expect(parts).toEqual(['training', ...CHECK_PARTS]);
    const files = await filesOf(folder('fresh'));
    expect([...files.keys()].map((path) => path.replace(/-[0-9a-f]{24}$/, ''))).toEqual([
      `/v3/${recipe.dataset}/drift`,
      `/v3/${recipe.dataset}/loss`,
      `/v3/${recipe.dataset}/loss`,
      '/v3/positions',
      '/v3/puzzles',
      '/v3/regret',
      '/v3/replies',
    ]);

    // a copy in another folder is not what this process has in memory: it is read
    await cp(folder('fresh'), folder('stored'), { recursive: true });
    expect(await run('stored')).toEqual(fresh);
    expect(await filesOf(folder('stored'))).toEqual(files);

    await cp(folder('fresh'), folder('damaged'), { recursive: true });
    for (const path of files.keys()) {
      const bytes = await readFile(folder(`damaged${path}`));
      bytes[bytes.length - 3]! ^= 1;
      await writeFile(folder(`damaged${path}`), bytes);
    }
    expect(await run('damaged')).toEqual(fresh);
    expect(await filesOf(folder('damaged'))).toEqual(files);
  });

  it('is read back with equal positions', async () => {
    const planesOf = (position: Parameters<typeof writePlanes>[0]): Float32Array => {
      const planes = new Float32Array(BOARD_SIZE);
      writePlanes(position, planes, 0);
      return planes;
    };
    const { probes, phases } = await readBaseReference(new BaseStore(folder('positions')), base);
    const played = await comparisonPositions(base);
    expect(probes.map(({ position }) => makeFen(position.toSetup()))).toEqual(
      played.map(({ position }) => makeFen(position.toSetup())),
    );
    expect(probes.map(({ legal }) => legal)).toEqual(played.map(({ legal }) => legal));
    expect(probes.map(({ position }) => planesOf(position))).toEqual(played.map(({ position }) => planesOf(position)));
    for (const { policy } of [...probes, ...phases.endgame])
      expect(policy.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 12);
  });
});

describe('a tower whose output is kept', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('gives the logits of the network itself, for a child after its base and after a network of another tower', async () => {
    const played = await comparisonPositions(base);
    const boards = played.map(({ position }) => position);
    const moves = played.map(({ legal }) => legal);
    const { address } = await runRecipe(world, recipeOf(world, 'negative', 'full', 6), { name: 'child' });
    const child = await loadChild(world, address);
    const other = await makeWorld('convolutional', 0.4);
    const stranger = await loadNetwork(other.baseDir);
    for (const network of [base, child, stranger, child]) {
      const own = await network.evaluateMoves(boards, moves);
      const found = await (await withSharedTower(network)).evaluateMoves(boards, moves);
      for (const part of ['logits', 'probabilities'] as const) {
        expect(found[part]).toHaveLength(own[part].length);
        found[part].forEach((value, i) => expect(Math.abs(value - own[part][i]!)).toBeLessThan(1e-5));
      }
    }
    for (const network of [child, stranger]) network.dispose();
    await rm(other.home, { recursive: true });
  });

  it.each([
    ['ONNX Runtime', ''],
    ['TensorFlow', 'tensorflow'],
  ])(
    'gives the logits of moves from the rows of their squares alone, promotions too, on %s',
    async (_name, runtime) => {
      vi.stubEnv('SENTIMATE_BOARDS', runtime);
      const promoting = Chess.fromSetup(parseFen('1n1r3k/P1P5/8/8/8/8/8/4K3 w - - 0 1').unwrap()).unwrap();
      const boards = [promoting, ...(await comparisonPositions(base)).map(({ position }) => position)];
      const moves = boards.map(legalIndices);
      expect(moves[0]!.filter((index) => index >= 4096)).toHaveLength(5 * 3); // a8, axb8, cxb8, c8, cxd8
      const own = await base.evaluateMoves(boards, moves);
      for (let time = 0; time < 2; time++) {
        const squares = await withSharedSquares(base);
        const { logits } = await squares.evaluateMoves(boards, moves);
        await squares.close();
        expect(logits).toHaveLength(own.logits.length);
        logits.forEach((logit, i) => expect(Math.abs(logit - own.logits[i]!)).toBeLessThan(1e-5));
      }
    },
  );
});
