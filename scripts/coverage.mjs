/**
 * `npm run coverage [-- PATTERN]`: runs the tests of `npm test` with coverage and prints a table with a line for each
 * room (folder). Code that tests run in processes of their own, from dist, is not counted: workers, the `sentimate`
 * command, and the API of whole tournaments.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { coverageTable } from './setup/coverage-table.mjs';
import { ROOT, setUp } from './setup/run-setup.mjs';
import { runSuite } from './setup/suite.mjs';

await setUp();
const folder = mkdtempSync(join(tmpdir(), 'sentimate-coverage-'));
const show = () => {
  try {
    const summary = JSON.parse(readFileSync(join(folder, 'coverage-summary.json'), 'utf8'));
    process.stdout.write(`${coverageTable(summary, ROOT)}\n`);
  } catch {
    process.stdout.write('no coverage was written\n');
  }
  rmSync(folder, { recursive: true, force: true });
};
const options = ['--coverage', `--coverage.reportsDirectory=${folder}`, '--coverage.reportOnFailure'];
process.exitCode = await runSuite('vitest.config.ts', process.argv.slice(2), { options, show });
