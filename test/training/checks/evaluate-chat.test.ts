import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conversationLine } from '../../../src/dialogue/conversation/conversation.js';
import { loadNetwork } from '../../../src/model/checkpoint/checkpoint.js';
import type { Network } from '../../../src/model/checkpoint/network.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { evaluateChat, loadChatData } from '../../../src/training/checks/evaluate-chat.js';
import { makeWorld, type World } from '../world.js';

let world: World;
let network: Network;
beforeAll(async () => {
  await startBackend();
  world = await makeWorld();
  network = await loadNetwork(world.baseDir);
});
afterAll(async () => {
  network.dispose();
  await rm(world.home, { recursive: true });
});

const turn = (text: string, weight = 1) => ({ text, compound: 0, weight });

async function dataset(
  name: string,
  conversations: { turns: ReturnType<typeof turn>[]; heldOut: boolean }[],
): Promise<string> {
  const folder = join(world.home, 'datasets', name);
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'conversations.jsonl'),
    conversations.map((one) => conversationLine({ source: name, ...one })).join(''),
  );
  return folder;
}

describe('the chat of a network that has learnt nothing', () => {
  it('is as surprised as a uniform guess, and the 3-gram model is not', async () => {
    const told: number[] = [];
    const [found] = await evaluateChat(network, await loadChatData(network, [world.datasetDir]), {
      onProgress: (done) => told.push(done),
    });
    expect(found!.sequences).toBe(36); // of 360 conversations one in ten is held out
    expect(found!.network.perToken / network.config.chat.vocabulary).toBeCloseTo(1, 1);
    expect(found!.network.low!).toBeLessThan(found!.network.nats);
    expect(found!.network.high! - found!.network.nats).toBeCloseTo(found!.network.nats - found!.network.low!, 9);
    expect(found!.ngram.perToken).toBeLessThan(3); // nine replies, word for word the same in training
    expect(found!.below).toBeCloseTo(1 - found!.network.perToken / found!.ngram.perToken, 12);
    expect(told.at(-1)).toBe(36);
  });

  it('is counted in words and tokens of the replies alone', async () => {
    const folder = await dataset('words', [
      { turns: [turn('one two three four five'), turn('six seven, eight'), turn("it's nine")], heldOut: true },
      { turns: [turn('not counted'), turn('nor this', 0)], heldOut: true },
      { turns: [turn('what'), turn('that')], heldOut: false },
    ]);
    const [found] = await evaluateChat(network, await loadChatData(network, [folder]));
    expect(found!.words).toBe(5);
    expect(found!.tokens).toBe(
      ['six seven, eight', "it's nine"].reduce((sum, text) => sum + network.tokenizer.encode(text).length + 1, 0),
    );
    expect(Math.log(found!.network.perWord)).toBeCloseTo((found!.network.nats * found!.tokens) / 5, 9);
    expect(found!.ngram.trainedOn).toBe(network.tokenizer.encode('that').length + 1);
  });

  it('is measured for each dataset, and for one without held-out conversations not at all', async () => {
    const none = await dataset('none', [{ turns: [turn('what'), turn('that')], heldOut: false }]);
    const found = await evaluateChat(network, await loadChatData(network, [none, world.datasetDir]));
    expect(found[0]).toBeUndefined();
    expect(found[1]!.sequences).toBe(36);
  });
});
