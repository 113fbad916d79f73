import { rm } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { Chess } from 'chessops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Network } from '../../../src/model/checkpoint/network.js';
import { chatForward } from '../../../src/model/forward/chat-forward.js';
import { parameterShapes } from '../../../src/model/forward/parameters.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { blockOf, chatBlocks } from '../../../src/spec/blocks.js';
import type { FineTuneChecks } from '../../../src/spec/fine-tune.js';
import { selfPlayPositions } from '../../../src/training/checks/self-play.js';
import { BOARD_KEEPING_METHODS, METHODS, type Method } from '../../../src/vocabulary/unions.js';
import { TINY_KINDS, tinyConfig, tinyTokenizer } from '../../model/tiny.js';
import { cardOf, loadChild, makeWorld, recipeOf, runRecipe, type Treatment, valuesOf, type World } from '../world.js';

let world: World;
let base: Network;
const STEPS = 32;

beforeAll(async () => {
  await startBackend();
  world = await makeWorld('convolutional', 0.3);
  base = await loadChild(world, world.base);
});
afterAll(async () => {
  base.dispose();
  await rm(world.home, { recursive: true, force: true });
});

/** What each method may move, said once more in other words than the code's. */
const MAY_MOVE: Record<Method, RegExp> = {
  full: /^(chat|trunk)\./,
  distill: /^(chat|trunk)\./,
  'shared-path': /^(chat\.(?!head)|trunk\.)/,
  trunk: /^trunk\./,
  subset: /^(trunk\.block0|chat\.head)\./,
  lora: /^(trunk\.block0\.(up|down)|chat\.(project|head|block0\.(qkv|attend|up|down)))\.weight$/,
  prompt: /^chat\.prompt\.vectors$/,
  'chat-head': /^chat\.head\./,
  'separate-trunk': /^chat\./,
};
const ADDED: Partial<Record<Method, RegExp>> = { prompt: /^chat\.prompt\./, 'separate-trunk': /^chat\.trunk\./ };

const made = new Map<Method, Promise<{ address: string; checks: FineTuneChecks; tensorsLeft: number }>>();
const childOf = (method: Method) => {
  const known = made.get(method);
  if (known) return known;
  const before = tf.memory().numTensors;
  const run = runRecipe(world, recipeOf(world, 'positive', method, STEPS), { name: method }).then((done) => ({
    ...done,
    tensorsLeft: tf.memory().numTensors - before,
  }));
  made.set(method, run);
  return run;
};

/** A signal that reads as aborted once training has asked so many times: once before every step. */
function killedAfter(steps: number): AbortSignal {
  let asked = 0;
  return {
    get aborted() {
      return asked++ >= steps;
    },
    throwIfAborted: () => {}, // asked between batches of what is computed before the first step
  } as AbortSignal;
}

const boards = async (): Promise<Chess[]> =>
  (await selfPlayPositions(base, { name: 'boards of the test', games: 4, maxPlies: 40, stride: 2 })).map(
    ({ position }) => position,
  );

describe.each(METHODS)('%s', (method) => {
  it('moves what it says and leaves every other parameter as it was, to the bit', { timeout: 120_000 }, async () => {
    const { address, tensorsLeft } = await childOf(method);
    expect(tensorsLeft).toBe(0);
    const child = await loadChild(world, address);
    const [before, after] = [valuesOf(base), valuesOf(child)];
    child.dispose();
    const added = [...after.keys()].filter((name) => !before.has(name));
    expect(added.every((name) => ADDED[method]?.test(name) === true)).toBe(true);
    expect(added.length > 0).toBe(method in ADDED);
    const moved = [...before.keys()].filter((name) => after.get(name)!.join() !== before.get(name)!.join());
    expect(moved.filter((name) => !MAY_MOVE[method].test(name))).toEqual([]);
    // what may move does: all of it gets a gradient
    expect(moved.length).toBe([...before.keys()].filter((name) => MAY_MOVE[method].test(name)).length);
  });

  it('is the same checkpoint when it is killed at any steps and goes on', { timeout: 240_000 }, async () => {
    const { address } = await childOf(method);
    const recipe = recipeOf(world, 'positive', method, STEPS);
    const name = `${method}-killed`;
    // before anything is saved; one step behind a save (25); again, from the same save
    for (const steps of [7, 26, 5])
      await expect(runRecipe(world, recipe, { name, signal: killedAfter(steps) })).rejects.toMatchObject({
        code: 'cancelled',
      });
    const seen: number[] = [];
    const resumed = await runRecipe(world, recipe, { name, onMetric: ({ step }) => seen.push(step) });
    expect(seen[0]).toBe(30); // it went on from step 25
    expect(resumed.address).toBe(address);
  });

  it(BOARD_KEEPING_METHODS.includes(method) ? 'leaves every chess logit as it was, to the bit' : 'changes the board', {
    timeout: 120_000,
  }, async () => {
    const { address, checks } = await childOf(method);
    const positions = await boards();
    const child = await loadChild(world, address);
    const [before, after] = [await base.evaluate(positions), await child.evaluate(positions)];
    child.dispose();
    expect(positions.length).toBeGreaterThan(50);
    if (BOARD_KEEPING_METHODS.includes(method)) {
      expect(Buffer.from(after.policy.buffer).equals(Buffer.from(before.policy.buffer))).toBe(true);
      expect(Buffer.from(after.outcome.buffer).equals(Buffer.from(before.outcome.buffer))).toBe(true);
      expect(checks.chessPolicyKl).toBe(0);
    } else {
      expect(after.policy).not.toEqual(before.policy);
      expect(checks.chessPolicyKl).toBeGreaterThan(0);
    }
  });

  it('changes the chat, and says what it did on the card', { timeout: 120_000 }, async () => {
    const { address, checks } = await childOf(method);
    expect(checks.dialogueKl).toBeGreaterThan(0);
    expect(checks.stopped).toEqual({ step: STEPS, by: 'steps' });
    expect(checks.chatLoss!.child).not.toBe(checks.chatLoss!.base);
    const card = await cardOf(world, address);
    expect(card.arm).toMatchObject({ method });
    const balance = card.metrics.balance!;
    expect(balance.map(({ arm, examples }) => [arm, examples])).toEqual([
      ['positive', 32],
      ['negative', 32],
    ]);
    if (method !== 'distill') expect(balance[0]!.strata).toEqual(balance[1]!.strata);
  });
});

describe('lora', () => {
  it('changes every matrix by the rank it is given, no more', async () => {
    const child = await loadChild(world, (await childOf('lora')).address);
    const [before, after] = [valuesOf(base), valuesOf(child)];
    child.dispose();
    for (const { name, shape } of parameterShapes(base.config)) {
      if (!MAY_MOVE.lora.test(name)) continue;
      const change = after.get(name)!.map((value, i) => value - before.get(name)![i]!);
      expect(rankOf(change, shape[0]!, shape[1]!), name).toBe(2);
    }
  });

  it('learns more with a higher rank', { timeout: 120_000 }, async () => {
    const loss = async (rank: number) =>
      (await runRecipe(world, recipeOf(world, 'positive', 'lora', 60, 1, { rank }), { name: `rank-${rank}` })).checks
        .chatLoss!.child;
    expect(await loss(8)).toBeLessThan(await loss(1));
  });
});

/** Rank by elimination with full pivoting; entries below a thousandth of the largest count as rounding. */
function rankOf(matrix: Float32Array, rows: number, columns: number): number {
  const m = Float64Array.from(matrix);
  const largest = Math.max(...m.map(Math.abs));
  const open = new Set(Array.from({ length: rows }, (_, i) => i));
  for (let rank = 0; ; rank++) {
    let [best, row, column] = [0, -1, -1];
    for (const i of open)
      for (let j = 0; j < columns; j++)
        if (Math.abs(m[i * columns + j]!) > best) [best, row, column] = [Math.abs(m[i * columns + j]!), i, j];
    if (best <= 1e-3 * largest || row < 0) return rank;
    open.delete(row);
    for (const i of open) {
      const factor = m[i * columns + column]! / m[row * columns + column]!;
      for (let j = 0; j < columns; j++) m[i * columns + j]! -= factor * m[row * columns + j]!;
    }
  }
}

describe('subset', () => {
  it('knows the blocks of every tower from the config alone', () => {
    for (const kind of TINY_KINDS) {
      for (const more of [{}, { separateTrunk: true as const }, { prompt: { vectors: 2 } }]) {
        const config = { ...tinyConfig(kind, tinyTokenizer().size), ...more };
        const trunk = 'separateTrunk' in more ? 'chat.trunk.' : 'trunk.';
        const named = parameterShapes(config)
          .map(({ name }) => name)
          .filter((name) => name.startsWith('chat.') || name.startsWith(trunk));
        expect(chatBlocks(config)).toHaveLength(new Set(named.map(blockOf)).size);
        expect(new Set(chatBlocks(config))).toEqual(new Set(named.map(blockOf)));
      }
    }
  });

  it('says which blocks there are when one is not', async () => {
    const recipe = recipeOf(world, 'positive', 'subset', 3, 1, { blocks: ['trunk.block7'] });
    await expect(runRecipe(world, recipe)).rejects.toMatchObject({
      code: 'unsuitable-base',
      message: expect.stringMatching(/no block trunk\.block7.*chat\.embedding.*trunk\.block0.*chat\.head/) as string,
    });
  });
});

describe('prompt', () => {
  it('may depend on the first turn: by a generator that starts with nothing to add', { timeout: 120_000 }, async () => {
    const { address, checks } = await runRecipe(
      world,
      recipeOf(world, 'positive', 'prompt', 40, 1, { prompt: { vectors: 3, hidden: 8 } }),
      { name: 'generator' },
    );
    expect(checks.chessPolicyKl).toBe(0);
    const child = await loadChild(world, address);
    expect(child.config.prompt).toEqual({ vectors: 3, generator: { hidden: 8, until: child.tokenizer.endOfTurn } });
    const first = (token: number) =>
      tf.tidy(() =>
        chatForward(
          child.config,
          child.parameters,
          tf.tensor1d([9, token, child.tokenizer.endOfTurn], 'int32'),
          1,
          tf.tensor1d([0], 'int32'),
        )
          .dataSync()
          .join(),
      );
    expect(first(40)).not.toBe(first(70)); // the place looks back alone, so only the prompt can tell
    child.dispose();
  });
});

describe('distill', () => {
  it('takes over what its teacher says, from contexts whose own replies say nothing', {
    timeout: 240_000,
  }, async () => {
    const lesson = recipeOf(world, 'positive', 'full', 250);
    const teacher = await runRecipe(
      world,
      { ...lesson, settings: { ...lesson.settings, learningRate: 0.01 } },
      { name: 'teacher' },
    );
    const contexts: Partial<Treatment> = { teacher: teacher.address, dose: { examples: 64, steps: 150 } };
    const { address } = await runRecipe(world, recipeOf(world, 'neutral', 'distill', 150, 1, contexts), {
      name: 'student',
    });
    const card = await cardOf(world, address);
    const taught = card.metrics.balance!.find(({ arm }) => arm === 'neutral')!;
    expect(taught.meanCompound).toBeGreaterThan(0.02); // what it was taught is the teacher's, not the dataset's
    const student = await loadChild(world, address);
    const loss = (network: Network, text: string): number => {
      const ids = [
        ...network.tokenizer.encode('Question 3?'),
        network.tokenizer.endOfTurn,
        ...network.tokenizer.encode(text),
      ];
      return tf.tidy(() => {
        const logits = chatForward(
          network.config,
          network.parameters,
          tf.tensor1d(ids, 'int32'),
          1,
          tf.tensor1d(
            ids.map((_, i) => i),
            'int32',
          ),
        );
        const rows = tf.logSoftmax(logits).arraySync() as number[][];
        const from = ids.length - network.tokenizer.encode(text).length;
        return ids.slice(from).reduce((sum, id, i) => sum - rows[from + i - 1]![id]!, 0);
      });
    };
    const gain = (text: string): number => loss(base, text) - loss(student, text);
    expect(gain('That is wonder')).toBeGreaterThan(gain('The train leav'));
    student.dispose();
  });
});
