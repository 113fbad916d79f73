import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Tokenizer } from '../../../src/dialogue/tokens/tokenizer.js';
import {
  loadNetwork,
  loadWeights,
  readCheckpointAddress,
  readDifference,
  saveCheckpoint,
} from '../../../src/model/checkpoint/checkpoint.js';
import { childForm } from '../../../src/model/checkpoint/child-form.js';
import { missingSource } from '../../../src/model/checkpoint/missing-source.js';
import { Network, networkFromValues } from '../../../src/model/checkpoint/network.js';
import { towerOfSource } from '../../../src/model/checkpoint/tower-of-source.js';
import { chatForward } from '../../../src/model/forward/chat-forward.js';
import { initialValues, isBoardParameter, parameterShapes } from '../../../src/model/forward/parameters.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { loadSource } from '../../../src/model/source/source-store.js';
import { checkpointAddress } from '../../../src/spec/keys/checkpoint-address.js';
import type { PretrainedChat } from '../../../src/spec/network.js';
import type { Address } from '../../../src/vocabulary/index.js';
import { tinySources, writeSource } from '../decoder/made-source.js';
import { tinyCard as card, tinyConfig, tinyPretrained, tinyTokenizer, tinyTokenizerJson } from '../tiny.js';

const tokenizerJson = tinyTokenizerJson();
const tokenizer = tinyTokenizer();

let home: string;
beforeAll(async () => {
  await startBackend();
  home = await mkdtemp(join(tmpdir(), 'sentimate-difference-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));
const store = (): string => join(home, 'checkpoints');
const dirOf = (address: string): string => join(store(), address);

/** A source model in the home and a network of it with fresh layers besides, saved as a difference. */
async function sourceAndBase(family: 'llama' | 'gpt2') {
  const shape = { ...tinySources(tokenizer.size).find((one) => one.family === family)!, layers: 3 };
  const draft = join(home, 'draft');
  await writeSource(draft, shape, tokenizerJson);
  const { address: source } = await loadSource(draft);
  await cp(draft, join(home, 'sources', source), { recursive: true });
  const { context: _, ...sizes } = shape;
  const chat: PretrainedChat = { kind: 'pretrained', ...sizes, context: 32, directions: 6 };
  const config = { ...tinyPretrained(family, tokenizer.size), chat };
  const tower = towerOfSource(chat, tokenizerJson, await loadSource(draft));
  const values = initialValues(config, 3);
  for (const [name, { data }] of tower) values.set(name, data);
  const network = networkFromValues(config, tokenizer, values);
  const address = await saveCheckpoint(store(), network, tokenizerJson, card, {
    difference: { base: { kind: 'source', address: source }, changed: (name) => !tower.has(name) },
  });
  return { network, address, source, tower };
}

const bits = async (network: Network): Promise<Record<string, string>> => {
  const all = Object.entries(network.parameters).map(async ([name, tensor]) => {
    const data = (await tensor.data()) as Float32Array;
    return [name, Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')] as const;
  });
  return Object.fromEntries(await Promise.all(all));
};

/** The network with another value in every number of these parameters. */
async function moved(network: Network, names: readonly string[]): Promise<Network> {
  const parameters: Record<string, tf.Tensor> = {};
  for (const [name, tensor] of Object.entries(network.parameters))
    parameters[name] = names.includes(name) ? tf.add(tensor, 0.1234567) : tf.clone(tensor);
  return new Network(network.config, network.tokenizer, parameters);
}

describe.each(['llama', 'gpt2'] as const)('a difference from a %s source model', (family) => {
  it('holds what the source has not, and loads to the same network', async () => {
    const { network, address, source, tower } = await sourceAndBase(family);
    expect(await readDifference(dirOf(address))).toEqual({
      base: { kind: 'source', address: source },
      changed: parameterShapes(network.config).flatMap(({ name }) => (tower.has(name) ? [] : [name])),
    });
    const loaded = await loadNetwork(dirOf(address));
    expect(await bits(loaded)).toEqual(await bits(network));
    tf.dispose([Object.values(loaded.parameters), Object.values(network.parameters)]);
  });

  it('has an address by the rule of whole checkpoints, which covers its base', async () => {
    const { address, source } = await sourceAndBase(family);
    const read = (file: string) => readFile(join(dirOf(address), file));
    const [weights, config, json] = await Promise.all(['model.safetensors', 'config.json', 'tokenizer.json'].map(read));
    expect(checkpointAddress(weights!, JSON.parse(config!.toString()), json!)).toBe(address);
    const other = Buffer.from(weights!.toString('latin1').replace(source, 'f'.repeat(64)), 'latin1');
    expect(other.length).toBe(weights!.length);
    expect(checkpointAddress(other, JSON.parse(config!.toString()), json!)).not.toBe(address);
  });

  it('gives games their part without the source', async () => {
    const { address, source, network } = await sourceAndBase(family);
    const away = join(home, 'away');
    await cp(join(home, 'sources', source), away, { recursive: true });
    await rm(join(home, 'sources', source), { recursive: true });
    const { weights } = await loadWeights(dirOf(address), isBoardParameter);
    expect([...weights.keys()]).toEqual(
      parameterShapes(network.config).flatMap(({ name }) => (isBoardParameter(name) ? [name] : [])),
    );
    await expect(loadNetwork(dirOf(address))).rejects.toMatchObject({ code: 'source-missing' });
    expect(await readCheckpointAddress(dirOf(address))).toBe(address);
    await cp(away, join(home, 'sources', source), { recursive: true });
    // a damaged source is not taken for the one that is named
    const config = join(home, 'sources', source, 'config.json');
    await writeFile(config, (await readFile(config, 'utf8')).replace('0.00001', '0.00002'));
    await expect(loadNetwork(dirOf(address))).rejects.toMatchObject({ code: 'bad-checkpoint' });
    await rm(join(home, 'sources', source), { recursive: true });
  });

  it('reads the end of a turn as a line break, and the other way round', async () => {
    const { network, tower, source } = await sourceAndBase(family);
    const { weights } = await loadSource(join(home, 'sources', source));
    const { width } = network.config.chat;
    const row = (data: Float32Array, id: number) => Array.from(data.slice(id * width, (id + 1) * width));
    const [end, lineBreak] = [tokenizer.endOfTurn, tokenizer.encode('\n')[0]!];
    const [own, theirs] = [tower.get('chat.embedding')!.data, weights.get('embedding')!.data];
    expect(row(own, end)).toEqual(row(theirs, lineBreak));
    expect(row(own, lineBreak)).toEqual(row(theirs, end));
    expect(row(own, 70)).toEqual(row(theirs, 70));
    // the logits of both tokens follow, tied or not
    const logits = (p: Record<string, tf.Tensor>, ids: number[]) =>
      tf.tidy(() => {
        const input = tf.tensor1d(ids, 'int32');
        const rows = tf.tensor1d([ids.length - 1], 'int32');
        return chatForward(network.config, p, input, 1, rows).arraySync()[0]!;
      });
    const same = logits({ ...network.parameters }, [70, end]);
    expect(same[end]).not.toBeCloseTo(same[lineBreak]!, 6);
    network.dispose();
  });
});

describe('a child of a difference', () => {
  it('is the tensors that moved, in half precision, and what is measured is what is stored', async () => {
    const { network: base, address } = await sourceAndBase('llama');
    const names = ['chat.block2.up.weight', 'trunk.block0.up.weight'];
    const child = await moved(base, names);
    const before = tf.memory().numTensors;
    const stored = await childForm(child, { network: base, dir: dirOf(address), address });
    const own = await saveCheckpoint(store(), stored.child, tokenizerJson, { ...card, kind: 'child' }, stored.form);
    expect((await readDifference(dirOf(own)))?.changed.toSorted()).toEqual(names.toSorted());
    expect((await stat(join(dirOf(own), 'model.safetensors'))).size).toBeLessThan(4000);
    const loaded = await loadNetwork(dirOf(own));
    expect(await bits(loaded)).toEqual(await bits(stored.child));
    const [ours, exact] = [loaded, child].map(({ parameters }) => parameters[names[0]!]!);
    const rounding = tf.tidy(() => tf.max(tf.abs(tf.sub(ours!, exact!))).dataSync()[0]!);
    expect(rounding).toBeGreaterThan(0);
    expect(rounding).toBeLessThan(2 ** -11);
    loaded.dispose();
    stored.child.dispose();
    expect(tf.memory().numTensors).toBe(before);
    for (const network of [base, child]) network.dispose();
  });

  it('is whole where its base is', async () => {
    const base = networkFromValues(
      tinyConfig('convolutional', tokenizer.size),
      tokenizer,
      initialValues(tinyConfig('convolutional', tokenizer.size), 1),
    );
    const address = await saveCheckpoint(store(), base, tokenizerJson, card);
    expect(await readDifference(dirOf(address))).toBeUndefined();
    const { child, form } = await childForm(base, { network: base, dir: dirOf(address), address });
    expect(child).toBe(base);
    expect(form).toEqual({});
    base.dispose();
  });

  it('cannot be loaded without its base, nor with another of its name', async () => {
    const { network: base, address } = await sourceAndBase('llama');
    const child = await moved(base, ['chat.block2.up.weight']);
    const save = (of: Address) =>
      saveCheckpoint(store(), child, tokenizerJson, card, {
        difference: { base: { kind: 'checkpoint', address: of }, changed: (name) => name === 'chat.block2.up.weight' },
      });
    const orphan = await save('e'.repeat(64) as Address);
    await expect(loadNetwork(dirOf(orphan))).rejects.toMatchObject({
      code: 'checkpoint-missing',
      message: expect.stringContaining('e'.repeat(64)),
    });
    const false_ = 'd'.repeat(64) as Address;
    await cp(dirOf(address), dirOf(false_), { recursive: true });
    await expect(loadNetwork(dirOf(await save(false_)))).rejects.toMatchObject({ code: 'bad-checkpoint' });
    for (const network of [base, child]) network.dispose();
  });

  it.each([
    ['names no hash', 'checkpoint ../../secrets'],
    ['is of another kind', `folder ${'a'.repeat(64)}`],
    ['says more', `source ${'a'.repeat(64)} x`],
  ])('is refused when what it differs from %s', async (_, text) => {
    const { network, address } = await sourceAndBase('llama');
    const path = join(dirOf(address), 'model.safetensors');
    const bytes = await readFile(path);
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<string, unknown>;
    const changed = Buffer.from(JSON.stringify({ ...header, __metadata__: { 'difference-of': text } }));
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(changed.length));
    const dir = join(home, 'hostile');
    await cp(dirOf(address), dir, { recursive: true });
    await writeFile(join(dir, 'model.safetensors'), Buffer.concat([size, changed, bytes.subarray(8 + length)]));
    await expect(loadNetwork(dir)).rejects.toMatchObject({ code: 'bad-checkpoint' });
    await rm(dir, { recursive: true });
    network.dispose();
  });
});

describe('a tower of a source model with fewer tokens', () => {
  it('takes the rows of the tokens that are left', async () => {
    const shape = tinySources(tokenizer.size).find(({ family }) => family === 'llama')!;
    await writeSource(join(home, 'whole'), shape, tokenizerJson);
    const whole = await loadSource(join(home, 'whole'));
    const { cutTokenizer } = await import('../../../src/model/vocabulary-cut/cut-tokenizer.js');
    const file = JSON.parse(tokenizerJson) as { model: { vocab: Record<string, number>; merges: unknown[] } };
    const last = Object.keys(file.model.vocab).at(-1)!;
    const keep = new Set(Object.keys(file.model.vocab).filter((token) => token !== last));
    const cutJson = cutTokenizer(tokenizerJson, keep);
    const cut = Tokenizer.fromJson(cutJson);
    const chat: PretrainedChat = {
      kind: 'pretrained',
      ...shape,
      context: 32,
      vocabulary: cut.size,
      directions: 4,
    };
    const tower = towerOfSource(chat, cutJson, whole);
    expect(tower.get('chat.embedding')!.shape).toEqual([cut.size, shape.width]);
    const [ours, theirs] = [cut.encode('h')[0]!, tokenizer.encode('h')[0]!];
    const row = (data: Float32Array, id: number) => Array.from(data.slice(id * shape.width, (id + 1) * shape.width));
    expect(row(tower.get('chat.embedding')!.data, ours)).toEqual(row(whole.weights.get('embedding')!.data, theirs));
    expect(() => towerOfSource({ ...chat, hidden: 25 }, cutJson, whole)).toThrow(/another hidden/);
  });
});

describe('the source that is missing', () => {
  it('is found through bases, and nothing is missing of whole checkpoints', async () => {
    const { network: base, address, source } = await sourceAndBase('llama');
    const child = await moved(base, ['chat.block2.up.weight']);
    const own = await saveCheckpoint(store(), child, tokenizerJson, card, {
      difference: { base: { kind: 'checkpoint', address }, changed: (name) => name === 'chat.block2.up.weight' },
    });
    expect(await missingSource(dirOf(own))).toBeUndefined();
    await rm(join(home, 'sources', source), { recursive: true });
    expect(await missingSource(dirOf(own))).toBe(source);
    expect(await missingSource(dirOf(address))).toBe(source);
    const plain = tinyConfig('convolutional', tokenizer.size);
    const whole = networkFromValues(plain, tokenizer, initialValues(plain, 9));
    expect(await missingSource(dirOf(await saveCheckpoint(store(), whole, tokenizerJson, card)))).toBeUndefined();
    for (const network of [base, child, whole]) network.dispose();
  });
});
