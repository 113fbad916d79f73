import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../src/cli/shell/cache-folder.js';
import { setupModule } from './setup-module.js';

const { nodeVersionProblem } = await setupModule<{ nodeVersionProblem(version: string): string | undefined }>(
  'node-version',
);
const { packagesAreCurrent } = await setupModule<{ packagesAreCurrent(lock: string, installed: string): boolean }>(
  'packages',
);
const { countTests } = await setupModule<{
  countTests(report: string | undefined, code: number, options?: { whole: boolean }): { line: string; failed: number };
}>('count-tests');
const { coverageTable } = await setupModule<{ coverageTable(summary: object, root: string): string }>('coverage-table');
const { reason } = await setupModule<{
  reason(result: { code: number; signal: string | null; output: string }): string;
}>('command');
const { cacheFolder: cacheOfSetup } = await setupModule<{ cacheFolder(env: Record<string, string>): string }>('cache');

describe('the version of Node', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('takes %s', (version) =>
    expect(nodeVersionProblem(version)).toBeUndefined(),
  );
  it.each(['18.20.0', '20.18.3'])('refuses %s in one line', (version) => {
    expect(nodeVersionProblem(version)).toBe(`Node 20.19 or later is needed; this is Node ${version}`);
  });
});

describe('whether npm has to run', () => {
  const lock = (packages: Record<string, object>): string => JSON.stringify({ packages: { '': {}, ...packages } });
  const a = { version: '1.0.0', integrity: 'x' };

  it('does not when everything is as the lockfile says', () =>
    expect(packagesAreCurrent(lock({ a }), lock({ a }))).toBe(true));
  it('does not for what belongs to other platforms', () => {
    expect(packagesAreCurrent(lock({ a, b: { ...a, optional: true } }), lock({ a }))).toBe(true);
  });
  it('does for a missing, another and a superfluous package', () => {
    expect(packagesAreCurrent(lock({ a, b: a }), lock({ a }))).toBe(false);
    expect(packagesAreCurrent(lock({ a }), lock({ a: { ...a, version: '1.0.1' } }))).toBe(false);
    expect(packagesAreCurrent(lock({ a }), lock({ a, b: a }))).toBe(false);
  });
});

describe('the closing line of the tests', () => {
  const report = (passed: number, failed: number, skipped = 0, testResults: object[] = []): string =>
    JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, testResults });

  it('counts', () => {
    expect(countTests(report(5, 0), 0)).toEqual({ line: '5 passed, 0 failed', failed: 0 });
    expect(countTests(report(5, 2), 1)).toEqual({ line: '5 passed, 2 failed', failed: 2 });
    expect(countTests(report(5, 0, 1), 0).line).toBe('skipped: 1\n5 passed, 0 failed');
  });
  it('counts what a whole run skips as failures', () => {
    expect(countTests(report(5, 1, 2), 1, { whole: true })).toEqual({
      line: 'skipped: 2\n5 passed, 3 failed',
      failed: 3,
    });
    expect(countTests(report(5, 0), 0, { whole: true })).toEqual({ line: '5 passed, 0 failed', failed: 0 });
  });
  it('counts a file that could not be loaded as a failure', () => {
    expect(countTests(report(5, 0, 0, [{ status: 'failed', assertionResults: [] }]), 1).line).toBe(
      '5 passed, 1 failed',
    );
  });
  it('never passes without a test, a report or a clean exit', () => {
    expect(countTests(report(0, 0), 0).failed).toBe(1);
    expect(countTests(report(5, 0), 1).failed).toBe(1);
    expect(countTests(undefined, 0).failed).toBe(1);
  });
});

describe('the table of coverage', () => {
  it('adds the files of a folder up', () => {
    const counts = (covered: number, total: number) => ({ covered, total });
    const file = (covered: number) => ({
      lines: counts(covered, 10),
      branches: counts(0, 0),
      functions: counts(1, 2),
    });
    const summary = { total: {}, '/r/src/a/x.ts': file(10), '/r/src/a/y.ts': file(5), '/r/src/a/b/z.ts': file(0) };
    expect(coverageTable(summary, '/r').split('\n')).toEqual([
      'room     files  lines %  branches %  functions %',
      'src/a        2     75.0           -         50.0',
      'src/a/b      1      0.0           -         50.0',
      'all          3     50.0           -         50.0',
    ]);
  });
});

describe('the reason of a failed program', () => {
  const of = (output: string): string => reason({ code: 1, signal: null, output });
  it('is the line that names the error', () => {
    expect(of("throw er; // Unhandled 'error' event\nError: connect ECONNREFUSED\n  at x")).toBe(
      'Error: connect ECONNREFUSED',
    );
    expect(of('a.cc: In function\na.cc:1:2: fatal error: x.h: No such file\ncompilation terminated.')).toBe(
      'a.cc:1:2: fatal error: x.h: No such file',
    );
    expect(of('ERROR: No matching distribution found for x')).toBe('ERROR: No matching distribution found for x');
    expect(of('')).toBe('exit code 1');
  });
});

describe('the cache', () => {
  it.each<Record<string, string>>([{ SENTIMATE_CACHE: '/c' }, { XDG_CACHE_HOME: '/x' }, {}])(
    'is the same for set-up and demo with %j',
    (env) => {
      expect(cacheFolder(env)).toBe(cacheOfSetup(env));
    },
  );
});
