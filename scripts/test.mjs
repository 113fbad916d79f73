/** `npm test`: sets everything up, runs all tests and ends with the line `N passed, N failed`. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countTests } from './setup/count-tests.mjs';
import { ROOT, setUp } from './setup/run-setup.mjs';

await setUp();
const folder = mkdtempSync(join(tmpdir(), 'sentimate-test-'));
const report = join(folder, 'report.json');
const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)];
const code = await new Promise((resolve) => {
  const child = spawn(process.execPath, [vitest, ...args], { cwd: ROOT, stdio: 'inherit' });
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
const { line, failed } = countTests(text, code);
process.stdout.write(`${line}\n`);
process.exitCode = failed > 0 ? 1 : 0;
