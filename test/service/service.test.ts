import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dryRunTournament } from '../../src/cli/run/local-plan.js';
import { apiKeysFrom } from '../../src/cli/run/serve.js';
import { ApiClient } from '../../src/cli/shell/api-client.js';
import { readCheckpointText } from '../../src/files/checkpoint-text.js';
import { checkpointsDir, datasetsDir, projectRoot } from '../../src/files/home.js';
import { readCheckpointAddress } from '../../src/model/checkpoint/checkpoint.js';
import { type Service, startService } from '../../src/service/service.js';
import { startTestServer, type TestServer } from '../database.js';

let server: TestServer;
let home: string;
let env: NodeJS.ProcessEnv;
const options = {
  log: pino({ level: 'silent' }),
  port: 0,
  host: '127.0.0.1',
  apiKeys: [],
  fineTuneWorkers: 0,
  matchWorkers: 0,
  workerOutput: 'inherit',
} as const;

beforeAll(async () => {
  server = startTestServer();
  home = await mkdtemp(join(tmpdir(), 'sentimate-service-'));
  env = { DATABASE_URL: await server.createEmptyDatabase() };
});
afterAll(async () => {
  await server.stop();
  await rm(home, { recursive: true });
});

describe('the address of a checkpoint', () => {
  it('is the one that the numerical side computes', async () => {
    const folder = join(projectRoot(), 'models', 'default');
    const { address, card } = await readCheckpointText(folder);
    expect(address).toBe(await readCheckpointAddress(folder));
    expect(card).toMatchObject({ kind: 'base', name: 'default' });
  });
});

describe('the service', () => {
  it('migrates, knows what ships, answers, and stops; a second start changes nothing', async () => {
    for (let round = 0; round < 2; round++) {
      const service: Service = await startService({ ...options, home, env });
      try {
        const ready = await fetch(`${service.url}/readyz`);
        expect(ready.status).toBe(200);
        const models = (await (await fetch(`${service.url}/models`)).json()) as {
          data: { name: string; address: string }[];
        };
        const shipped = await Promise.all(
          ['default', 'fully-connected', 'pretrained'].map(async (name) => [
            name,
            (await readCheckpointText(join(projectRoot(), 'models', name))).address,
          ]),
        );
        expect(models.data.map(({ name, address }) => [name, address]).sort()).toEqual(shipped);
        const datasets = (await (await fetch(`${service.url}/datasets`)).json()) as {
          data: { name: string; kind: string }[];
        };
        expect(datasets.data.map(({ name, kind }) => [name, kind])).toEqual([['starter', 'dialogue']]);
        expect((await readdir(checkpointsDir(home))).sort()).toEqual(shipped.map(([, address]) => address).sort());
        expect(await readdir(datasetsDir(home))).toHaveLength(1);

        const api = new ApiClient(service.url);
        const plan = await api.dryRun({ name: 'with every default' });
        expect(plan).toMatchObject({
          fineTunes: expect.any(Number),
          power: { replicates: 8, needed: 6, enough: true },
        });
        const fromFiles = { ...env, SENTIMATE_HOME: home, DATABASE_URL: 'postgres://nowhere.invalid/x' };
        expect(await dryRunTournament({ name: 'with every default' }, {}, fromFiles)).toEqual(plan);
        await expect(api.dryRun({ name: 'x', replicates: [] })).rejects.toMatchObject({
          code: 'invalid-request',
          message: expect.stringMatching(/^replicates: /),
        });
      } finally {
        await service.stop();
        await service.stop(); // harmless
      }
      await expect(fetch(`${service.url}/healthz`)).rejects.toThrow();
    }
  });

  it('asks for keys when there are some, and takes one from the client', async () => {
    const service = await startService({ ...options, home, env, apiKeys: ['one', 'two'] });
    try {
      await expect(new ApiClient(service.url).dryRun({ name: 'x' })).rejects.toMatchObject({ code: 'unauthorized' });
      await expect(new ApiClient(service.url, 'two').dryRun({ name: 'x' })).resolves.toMatchObject({
        planHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
    } finally {
      await service.stop();
    }
  });

  it('does not listen beyond loopback without keys, and starts nothing then', async () => {
    await expect(
      startService({ ...options, home, host: '0.0.0.0', env: { DATABASE_URL: 'postgres://nowhere.invalid/x' } }),
    ).rejects.toMatchObject({ code: 'usage' });
  });

  it('stops what it started when a later part fails', async () => {
    const service = await startService({ ...options, home, env });
    try {
      const port = Number(new URL(service.url).port);
      await expect(startService({ ...options, home, env, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    } finally {
      await service.stop();
    }
  });
});

describe('keys in the environment', () => {
  it('are separated by commas', () => {
    expect(apiKeysFrom({ SENTIMATE_API_KEYS: ' a, b ,,' })).toEqual(['a', 'b']);
    expect(apiKeysFrom({})).toEqual([]);
  });
});
