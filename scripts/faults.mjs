/**
 * `node scripts/faults.mjs [--schedules 200] [--seed 1] [--queue PostgreSQL|Redis] [--out FILE]`: the long fault suite.
 * As many seeded fault schedules as asked for, half on each queue; a line for each, and the sums at the end. Needs a
 * build (`npm run build`), and a redis-server on PATH for Redis.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './setup/run-setup.mjs';

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    queue: { type: 'string' },
    out: { type: 'string' },
  },
});
const out = values.out ?? join(tmpdir(), `sentimate-faults-${process.pid}.txt`);
rmSync(out, { force: true });
const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
/** The test of each queue, by the configuration that has it. */
const TESTS = {
  PostgreSQL: ['--config=vitest.config.ts', 'test/e2e/faults.test.ts'],
  Redis: ['--config=vitest.peers.config.ts', 'test/e2e/faults.peers.test.ts'],
};
const queues = Object.keys(TESTS).filter((queue) => values.queue === undefined || values.queue === queue);
const env = {
  ...process.env,
  FAULT_SCHEDULES: String(Math.ceil(Number(values.schedules) / queues.length)),
  FAULT_SEED: values.seed,
  FAULT_LOG: out,
};
for (const queue of queues) {
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--reporter=dot', ...TESTS[queue]], {
    cwd: ROOT,
    stdio: 'inherit',
    env,
  });
  if (status !== 0) process.exitCode = status ?? 1;
}
const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
process.stdout.write(
  `${lines.filter((line) => / schedules \(seeds |faults by kind|FAILED/.test(line)).join('\n')}\n${out} has a line for each schedule\n`,
);
