import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chess } from 'chessops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BOARD_SIZE, legalIndices, POLICY_SIZE } from '../../../src/chess/board/index.js';
import { projectRoot } from '../../../src/files/home.js';
import { BoardBatch } from '../../../src/model/boards/board-batch.js';
import { loadNetwork } from '../../../src/model/checkpoint/checkpoint.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { onnxRuntime } from '../../../src/model/onnx/session.js';

let folder: string;
beforeAll(async () => {
  await startBackend();
  folder = await mkdtemp(join(tmpdir(), 'sentimate-export-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const sentimate = (...args: string[]) =>
  spawnSync(process.execPath, [join(projectRoot(), 'bin', 'sentimate.mjs'), ...args], {
    encoding: 'utf8',
  });

describe('sentimate export', () => {
  it.each(['default', 'fully-connected'])('writes %s so that another runtime computes the same', async (name) => {
    const file = join(folder, `${name}.onnx`);
    const { status, stdout, stderr } = sentimate('export', name, '--onnx', file);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('operator set 17');
    const runtime = (await onnxRuntime())!;
    const session = await runtime.InferenceSession.create(await readFile(file));
    const network = await loadNetwork(join(projectRoot(), 'models', name));
    const position = Chess.default();
    position.play({ from: 12, to: 28 });
    const positions = [Chess.default(), position];
    const legal = positions.map(legalIndices);
    const batch = new BoardBatch();
    batch.fill(positions, legal);
    const { logits, outcome, logTotal } = await session.run({
      planes: new runtime.Tensor('float32', batch.planes.slice(0, 2 * BOARD_SIZE), [2, BOARD_SIZE]),
      moves: new runtime.Tensor('int32', batch.movesOfRows(0, 2), [batch.moveCount]),
    });
    const ours = await network.evaluate(positions);
    const wanted = legal.flatMap((moves, row) => moves.map((index) => ours.policy[row * POLICY_SIZE + index]!));
    wanted.forEach((logit, i) => expect((logits!.data as Float32Array)[i]).toBeCloseTo(logit, 3));
    ours.outcome.forEach((chance, i) => expect((outcome!.data as Float32Array)[i]).toBeCloseTo(chance, 4));
    const all = [...ours.policy.subarray(0, POLICY_SIZE)].reduce((sum, logit) => sum + Math.exp(logit), 0);
    expect((logTotal!.data as Float32Array)[0]).toBeCloseTo(Math.log(all), 3);
    network.dispose();
    await session.release();
  });

  it('says what cannot be exported', () => {
    const { status, stderr } = sentimate('export', join(folder, 'nothing'), '--onnx', join(folder, 'x.onnx'));
    expect(status).toBe(1);
    expect(stderr).toContain('no readable');
  });
});
