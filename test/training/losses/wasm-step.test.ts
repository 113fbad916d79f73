/** A training step on WebAssembly in a process that never loads the native library, which registers gradients too. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { built } from '../../built.js';
import { tinyConfig, tinyTokenizer } from '../../model/tiny.js';

const SCRIPT = `
  const [config, root] = JSON.parse(process.argv[1]);
  const load = (path) => import(root + path);
  const { startBackend } = await load('src/model/kernels/index.js');
  const { name } = await startBackend();
  const { initialValues, parameterShapes } = await load('src/model/forward/index.js');
  const losses = await load('src/training/losses/index.js');
  const { FlatAdam } = await load('src/training/optimiser/index.js');
  const shapes = parameterShapes(config);
  const length = shapes.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const values = new Float32Array(length);
  let at = 0;
  for (const [, data] of initialValues(config, 3)) { values.set(data, at); at += data.length; }
  const zeros = () => new Float32Array(length);
  const state = { step: 0, values, mean: zeros(), variance: zeros() };
  const adam = new FlatAdam(shapes, state, { weightDecay: 0.01, muon: true });
  const tasks = [losses.boardTask(config), losses.chatTask(config, 1)];
  const gradients = new losses.StepGradients({ layout: adam.layout, frozen: [], tasks, clip: 1 });
  const planes = Float32Array.from({ length: 2 * 1152 }, (_, i) => (i % 5 === 0 ? 1 : 0));
  const board = { planes, moves: Int32Array.of(5, 9), outcomes: Int32Array.of(0, 2), plies: Uint8Array.of(1, 40) };
  const chat = losses.chatBatch([{ tokens: Int32Array.from({ length: 12 }, (_, i) => i), lossFrom: 6 }]);
  const told = [];
  for (let step = 0; step < 2; step++) {
    const inputs = [losses.boardInputs(board), losses.chatInputs(chat)];
    const { readings, norm, vectors } = await gradients.compute(adam.vectors(), {}, inputs);
    adam.update(vectors, 0.01);
    told.push([...readings.flat(), norm]);
  }
  console.log(JSON.stringify({ name, told }));
`;

const run = (backend: string): { name: string; told: number[][] } => {
  const root = `file://${built('src').replace(/src$/, '')}`;
  const child = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', SCRIPT, JSON.stringify([tinyConfig('convolutional', tinyTokenizer().size), root])],
    { env: { ...process.env, SENTIMATE_BACKEND: backend }, encoding: 'utf8' },
  );
  expect(child.status, child.stderr).toBe(0);
  return JSON.parse(child.stdout) as { name: string; told: number[][] };
};

it('gives the losses and gradients of the native library', { timeout: 120_000 }, () => {
  const [wasm, native] = [run('wasm'), run('tensorflow')];
  expect([wasm.name, native.name]).toEqual(['wasm', 'tensorflow']);
  wasm.told.flat().forEach((value, i) => expect(value).toBeCloseTo(native.told.flat()[i]!, 2));
});
