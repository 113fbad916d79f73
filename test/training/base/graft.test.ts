import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { Chess } from 'chessops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexToMove, legalIndices } from '../../../src/chess/board/encoding.js';
import { packPosition, RECORD_BYTES } from '../../../src/chess/board/position-record.js';
import { type ChatSequence, packExample } from '../../../src/dialogue/tokens/pack.js';
import { loadNetwork, readDifference } from '../../../src/model/checkpoint/checkpoint.js';
import { createNetwork, type Network } from '../../../src/model/checkpoint/network.js';
import { decoderStates } from '../../../src/model/decoder/decoder-forward.js';
import { chatForward, chatRows } from '../../../src/model/forward/chat-forward.js';
import { aroundTrunk, DIRECTIONS } from '../../../src/model/forward/pretrained-tower.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { loadSource } from '../../../src/model/source/source-store.js';
import { sha256Hex } from '../../../src/spec/keys/hash.js';
import { randomFromHash } from '../../../src/spec/keys/random.js';
import type { PretrainedChat } from '../../../src/spec/network.js';
import type { BaseData, BaseProgress } from '../../../src/training/base/base-settings.js';
import { graftNetwork } from '../../../src/training/base/graft.js';
import { principalDirections } from '../../../src/training/base/principal-directions.js';
import { trainBase } from '../../../src/training/base/train-base.js';
import { trainedShapes } from '../../../src/training/base/trained-part.js';
import { PositionFile } from '../../../src/training/losses/batches.js';
import { measureSharing } from '../../../src/training/losses/sharing.js';
import { tensorsOf, tinySources, writeSource } from '../../model/decoder/made-source.js';
import { tinyConfig, tinyTokenizer, tinyTokenizerJson } from '../../model/tiny.js';

const tokenizer = tinyTokenizer();
const random = randomFromHash(sha256Hex('graft test'));
const letters = 'abcdefgh ijklmn';
const sequences: ChatSequence[] = Array.from({ length: 40 }, () => {
  const text = Array.from({ length: 14 }, () => letters[random.below(letters.length)]!).join('');
  return packExample({ source: '', context: ['hello'], reply: text, compound: 0, heldOut: false }, tokenizer, 32)!;
});

let dir: string;
let positions: PositionFile;
beforeAll(async () => {
  await startBackend();
  dir = await mkdtemp(join(tmpdir(), 'sentimate-graft-'));
  const bytes = new Uint8Array(24 * RECORD_BYTES);
  const game = Chess.default();
  for (let i = 0; i < 24; i++) {
    const legal = legalIndices(game);
    const move = legal[random.below(legal.length)]!;
    packPosition(game, bytes, i * RECORD_BYTES, { move, outcome: 1, ply: i, game: 0 });
    game.play(indexToMove(game, move));
  }
  await writeFile(join(dir, 'positions.bin'), bytes);
  positions = await PositionFile.open(join(dir, 'positions.bin'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** A tiny source of a family and its graft onto a tiny base. */
async function grafted(family: 'llama' | 'gpt2') {
  const shape = tinySources(tokenizer.size).find((one) => one.family === family)!;
  await writeSource(join(dir, family), shape, tinyTokenizerJson());
  const source = await loadSource(join(dir, family));
  const base = createNetwork(tinyConfig('convolutional', tokenizer.size), tokenizer, 2);
  const network = await graftNetwork({ base, source, tokenizer, context: 32, directions: 6, sequences });
  return { base, source, network, shape };
}

const max = (x: tf.Tensor): number => tf.tidy(() => tf.max(tf.abs(x)).dataSync()[0]!);

describe.each(['llama', 'gpt2'] as const)('a graft of a %s model', (family) => {
  it('plays as its base, to the bit', async () => {
    const { base, network } = await grafted(family);
    const [ours, theirs] = await Promise.all([network, base].map((one) => one.evaluate([Chess.default()])));
    expect(Buffer.from(ours!.policy.buffer)).toEqual(Buffer.from(theirs!.policy.buffer));
    for (const one of [base, network]) one.dispose();
  });

  it('has the source’s states, and sends what lies along its directions through the trunk alone', async () => {
    const { base, network, source, shape } = await grafted(family);
    const { config, parameters } = network;
    const ids = tokenizer.encode('hello there, abc def');
    const rows = tf.tidy(() => {
      const tokens = tf.tensor1d(ids, 'int32');
      return chatRows(config, parameters, tokens, 1, tf.range(0, ids.length, 1, 'int32') as tf.Tensor1D);
    });
    const values = new Map([...source.weights].map(([name, { data }]) => [name, data]));
    const own = tensorsOf(shape, values);
    expect(max(tf.sub(rows, decoderStates(shape, own, tf.tensor1d(ids, 'int32'), 1)))).toBeLessThan(1e-5);
    const u = parameters[DIRECTIONS] as tf.Tensor2D;
    expect(max(tf.sub(tf.matMul(u, u, true, false), tf.eye(6)))).toBeLessThan(1e-5); // orthonormal
    expect(max(tf.matMul(aroundTrunk(parameters, rows), u))).toBeLessThan(1e-5); // nothing of them gets around
    expect(max(tf.matMul(rows, u))).toBeGreaterThan(0.1);
    for (const one of [base, network]) one.dispose();
  });

  it('depends on the trunk in chat, whose fresh blocks change nothing', async () => {
    const { base, network } = await grafted(family);
    const { chat, board } = await measureSharing(network.config, network.parameters, { sequences, positions });
    expect(chat!.variance).toBeGreaterThan(0.2);
    expect(chat!.variance).toBeLessThan(1);
    // a random model is worse than a uniform guess, so that a cut need not cost it anything
    expect(Math.abs(chat!.cut - chat!.intact)).toBeGreaterThan(0.01);
    // a fresh trunk's blocks are the identity
    expect(chat!.withoutBlocks).toBeCloseTo(chat!.intact, 5);
    expect(board!.withoutBlocks).toBeCloseTo(board!.intact, 5);
    for (const one of [base, network]) one.dispose();
  });
});

describe('the sharing of a network', () => {
  it('is all of it where everything goes through the trunk, and nothing where the way out is closed', async () => {
    const plain = createNetwork(tinyConfig('convolutional', tokenizer.size), tokenizer, 4);
    const all = { sequences, positions };
    const open = await measureSharing(plain.config, plain.parameters, all);
    expect(open.chat!.variance).toBe(1);
    const closed: Record<string, tf.Tensor> = { ...plain.parameters };
    for (const name of ['chat.head.weight', 'policy.query.weight', 'policy.key.weight', 'policy.promotion.weight'])
      closed[name] = tf.zerosLike(closed[name]!);
    const { chat, board } = await measureSharing(plain.config, closed, all);
    expect(chat!.cut).toBeCloseTo(chat!.intact, 5);
    expect(board!.cut).toBeCloseTo(board!.intact, 5);
    plain.dispose();
  });

  it('is null for what there is no data of, and for the board of a network that evaluates', async () => {
    const network = createNetwork(tinyConfig('evaluation', tokenizer.size), tokenizer, 4);
    const sharing = await measureSharing(network.config, network.parameters, { sequences: [], positions });
    expect(sharing).toEqual({ chat: null, board: null });
    network.dispose();
  });
});

describe('principal directions', () => {
  it('are those of a known covariance', async () => {
    // independent columns with standard deviations 5, 3, .1, 1
    const rows = tf.mul(tf.randomNormal([4000, 4], 0, 1, 'float32', 7), tf.tensor1d([5, 3, 0.1, 1])) as tf.Tensor2D;
    const directions = await principalDirections(rows, 2);
    const [first, second] = [0, 1].map((k) => [0, 1, 2, 3].map((i) => Math.abs(directions[i * 2 + k]!)));
    expect(first![0]).toBeGreaterThan(0.99);
    expect(second![1]).toBeGreaterThan(0.99);
    rows.dispose();
  });

  it('are no more than the columns', async () => {
    await expect(principalDirections(tf.ones([3, 2]), 3)).rejects.toThrow(RangeError);
  });
});

describe('training from a graft', () => {
  const settings = {
    seed: 1,
    positions: 8,
    sequences: 4,
    optimizer: 'adam' as const,
    averaging: 0,
    learningRate: 3e-3,
    weightDecay: 0,
    clip: 1,
    chatWeight: 1,
    topBlocks: 1,
    steps: 30,
  };
  const data = (): BaseData => ({
    positions,
    heldOutPositions: positions,
    dialogue: [{ sequences, share: 1 }],
    heldOutSequences: sequences.slice(0, 6),
  });

  async function train(network: Network, runDir: string, signal = new AbortController().signal, onShare = () => {}) {
    const start = new Map<string, Float32Array>();
    for (const [name, tensor] of Object.entries(network.parameters))
      start.set(name, (await tensor.data()) as Float32Array);
    const rows: BaseProgress[] = [];
    const shares: number[] = [];
    const trained = await trainBase({
      config: network.config,
      settings,
      tokenizer,
      data: data(),
      start,
      dataAddresses: ['x'],
      runDir: join(dir, runDir),
      signal,
      onProgress: (row) => rows.push(row),
      onFrozen: (share) => {
        shares.push(share);
        onShare();
      },
    });
    return { trained, start, rows, shares };
  }

  it('moves the top blocks, the trunk and the board, and nothing below', async () => {
    const { base, network } = await grafted('llama');
    const { trained, start } = await train(network, 'whole');
    const moved: string[] = [];
    for (const [name, tensor] of Object.entries(trained!.network.parameters)) {
      const before = start.get(name)!;
      const after = (await tensor.data()) as Float32Array;
      if (after.some((value, i) => value !== before[i])) moved.push(name);
    }
    const allowed = new Set(trainedShapes(network.config, settings).map(({ name }) => name));
    expect(moved.filter((name) => !allowed.has(name))).toEqual([]);
    expect(moved).toEqual(expect.arrayContaining(['chat.block1.query.weight', 'trunk.block0.up.weight']));
    expect(moved).not.toContain('chat.block0.query.weight');
    expect(moved).not.toContain(DIRECTIONS);
    const { chat } = await measureSharing(network.config, network.parameters, { sequences, positions });
    const after = await measureSharing(network.config, trained!.network.parameters, { sequences, positions });
    expect(after.chat!.intact).toBeLessThan(chat!.intact);
    for (const one of [base, network, trained!.network]) one.dispose();
  });

  it('computes the states below once, also for a run that is resumed', async () => {
    const { base, network } = await grafted('llama');
    const controller = new AbortController();
    const first = await train(network, 'resumed', controller.signal, () => controller.abort());
    expect(first.trained).toBeUndefined();
    expect(first.shares).toHaveLength(1);
    const stored = (): Promise<Buffer> => readFile(join(dir, 'resumed', 'frozen', 'states.f32'));
    const before = await stored();
    const second = await train(network, 'resumed');
    const after = await stored();
    expect(after.subarray(0, before.length)).toEqual(before);
    const whole = await train(network, 'at once');
    expect(first.shares.length + second.shares.length).toBe(whole.shares.length);
    expect(after).toEqual(await readFile(join(dir, 'at once', 'frozen', 'states.f32')));
    const bits = async (one: Network) =>
      Buffer.from(((await one.parameters['chat.head.weight']!.data()) as Float32Array).buffer);
    expect(await bits(second.trained!.network)).toEqual(await bits(whole.trained!.network));
    for (const one of [base, network, second.trained!.network, whole.trained!.network]) one.dispose();
  });

  it('is a difference from the source of the graft', async () => {
    const { makeGraft } = await import('../../../src/training/base/make-graft.js');
    const { makeBase } = await import('../../../src/training/base/make-base.js');
    const { saveCheckpoint } = await import('../../../src/model/checkpoint/checkpoint.js');
    const home = join(dir, 'home');
    const shape = tinySources(tokenizer.size).find(({ family }) => family === 'llama')!;
    await writeSource(join(home, 'draft'), shape, tinyTokenizerJson());
    const { address: source, card } = await loadSource(join(home, 'draft'));
    await cp(join(home, 'draft'), join(home, 'sources', source), { recursive: true });
    const small = createNetwork(tinyConfig('convolutional', tokenizer.size), tokenizer, 2);
    const plainCard = { kind: 'base' as const, name: 'small', parent: null, data: [], metrics: {} };
    const base = await saveCheckpoint(join(home, 'checkpoints'), small, tinyTokenizerJson(), plainCard as never);
    const dialogueDir = join(home, 'dialogue');
    const gamesDir = join(home, 'games');
    for (const folder of [dialogueDir, gamesDir]) await mkdir(folder, { recursive: true });
    const lines = sequences.map((_, i) => {
      const turns = [
        ['hello', 0],
        [`abc def ${i} ghi`, 0, 1],
      ];
      return JSON.stringify({ source: 'x', turns, heldOut: i % 8 === 0 });
    });
    await writeFile(join(dialogueDir, 'conversations.jsonl'), `${lines.join('\n')}\n`);
    for (const folder of [dialogueDir, gamesDir])
      await writeFile(join(folder, 'dataset.json'), JSON.stringify({ kind: 'x', name: 'x', sources: [] }));
    for (const name of ['train.bin', 'held-out.bin']) await cp(join(dir, 'positions.bin'), join(gamesDir, name));
    const graft = await makeGraft({
      baseDir: join(home, 'checkpoints', base),
      source: { address: source, dir: join(home, 'sources', source), config: shape, card },
      dialogue: [{ address: 'd', dir: dialogueDir }],
      directions: 6,
      context: 32,
      name: 'graft',
      home,
      command: 'graft',
    });
    const graftDir = join(home, 'checkpoints', graft);
    expect((await readDifference(graftDir))!.base).toEqual({ kind: 'source', address: source });
    const made = await makeBase({
      preset: 'convolutional',
      name: 'joint',
      gamesDir,
      dialogue: [{ dir: dialogueDir, share: 1 }],
      data: ['g', 'd'],
      settings,
      from: graftDir,
      half: true,
      home,
      command: 'train',
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    const trainedDir = join(home, 'checkpoints', made!.address);
    const difference = await readDifference(trainedDir);
    expect(difference!.base).toEqual({ kind: 'source', address: source });
    expect(difference!.changed).toContain(DIRECTIONS);
    expect(difference!.changed).toContain('chat.block1.up.weight');
    expect(difference!.changed).not.toContain('chat.block0.up.weight');
    expect(difference!.changed).not.toContain('chat.embedding');
    const loaded = await loadNetwork(trainedDir);
    expect((loaded.config.chat as PretrainedChat).kind).toBe('pretrained');
    const trainedCard = JSON.parse(await readFile(join(trainedDir, 'card.json'), 'utf8'));
    expect(trainedCard.metrics.sharing.chat.cut).toBeGreaterThan(0);
    const logits = tf.tidy(() =>
      chatForward(loaded.config, loaded.parameters, tf.tensor1d([5, 6], 'int32'), 1, tf.tensor1d([1], 'int32')),
    );
    expect(logits.shape).toEqual([1, tokenizer.size]);
    for (const one of [small, loaded]) one.dispose();
  });
});
