import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { built } from '../built.js';

const open: ChildProcess[] = [];
afterEach(() => open.splice(0).forEach((child) => child.kill('SIGKILL')));

/** A worker that waits for a database which never answers, as a service starts it. */
async function supervisedWorker(): Promise<ChildProcess> {
  const env = { ...process.env, DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none', LOG_LEVEL: 'warn' };
  const child = spawn(process.execPath, [built('workers/match-worker.js')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  open.push(child);
  await once(child.stdout!, 'data'); // "waiting for the database": its handlers are in place
  return child;
}

it('leaves the terminal’s Ctrl-C to its service', { timeout: 60_000 }, async () => {
  const child = await supervisedWorker();
  child.kill('SIGINT');
  child.kill('SIGHUP');
  await sleep(500);
  expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('ends when its service is gone', { timeout: 60_000 }, async () => {
  const child = await supervisedWorker();
  child.disconnect();
  expect(await once(child, 'exit')).toEqual([0, null]);
});
