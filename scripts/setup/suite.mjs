/** Runs one of the two suites of tests and ends with the line `N passed, N failed`. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countTests } from './count-tests.mjs';
import { ROOT } from './run-setup.mjs';

/** Processes that run test files at a time: what runs in them starts further ones. */
const WORKERS = 2;

/**
 * Runs vitest with a configuration file of the repository's root and further arguments of the command line (patterns of
 * file names, vitest's options). A run without arguments must leave nothing out: a skipped test is a failure then.
 * Prints the closing line, after what `show` prints, and returns the exit code. `env` and `options` are added to the
 * environment and to vitest's options.
 */
export async function runSuite(config, args, { env = {}, options: more = [], show = () => undefined } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'sentimate-test-'));
  const report = join(folder, 'report.json');
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const options = ['run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  options.push(...more);
  if (!args.some((arg) => arg.startsWith('--maxWorkers'))) options.push(`--maxWorkers=${WORKERS}`);
  const code = await new Promise((resolve) => {
    const child = spawn(process.execPath, [vitest, ...options, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: 'inherit',
    });
    child.on('error', () => resolve(1));
    child.on('close', (status) => resolve(status ?? 1));
  });
  let text;
  try {
    text = readFileSync(report, 'utf8');
  } catch {
    text = undefined; // vitest ended before it could write
  }
  rmSync(folder, { recursive: true, force: true });
  const { line, failed } = countTests(text, code, { whole: args.length === 0 });
  show();
  process.stdout.write(`${line}\n`);
  return failed > 0 ? 1 : 0;
}
