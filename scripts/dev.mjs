/**
 * `npm run dev`: the service and the dashboard, rebuilt and restarted when a source changes. Prints the dashboard's
 * address (vite's dev server, which forwards API requests to the service). Arguments go to `sentimate serve`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT, setUp } from './setup/run-setup.mjs';

await setUp();

const tool = (...path) => join(ROOT, 'node_modules', ...path);
const node = (args, options = {}) => spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit', ...options });

let service;
let stopping = false;

/** Ends the service and waits for it: an embedded PostgreSQL must not be started twice. */
async function stopService() {
  const running = service;
  service = undefined;
  if (!running || running.exitCode !== null) return;
  running.kill('SIGTERM');
  await once(running, 'close');
}

/** One restart at a time; builds that end meanwhile lead to one more. */
let restarting;
let again = false;
async function restart() {
  if (restarting) {
    again = true;
    return restarting;
  }
  restarting = (async () => {
    do {
      again = false;
      await stopService();
      if (!stopping) service = node([join(ROOT, 'bin', 'sentimate.mjs'), 'serve', ...process.argv.slice(2)]);
    } while (again);
    restarting = undefined;
  })();
  return restarting;
}

const compiler = node(
  [tool('typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
createInterface({ input: compiler.stdout }).on('line', (line) => {
  process.stdout.write(`${line}\n`);
  if (line.includes('Found 0 errors')) void restart();
});
const asked = process.argv.indexOf('--port');
const port = asked < 0 ? 8080 : process.argv[asked + 1];
const dashboard = node([tool('vite', 'bin', 'vite.js')], {
  env: { SENTIMATE_URL: `http://127.0.0.1:${port}`, ...process.env },
});

async function stop() {
  if (stopping) return;
  stopping = true;
  compiler.kill();
  dashboard.kill();
  await stopService();
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop());
for (const child of [compiler, dashboard]) child.on('close', () => void stop());
