/**
 * The closing line of a test run, from vitest's JSON report and exit code. A test file that could not be loaded counts
 * as one failure, and so does an exit code that no failure explains. A whole run may skip nothing: there each skipped
 * test counts as a failure too.
 */
export function countTests(report, exitCode, { whole = false } = {}) {
  if (report === undefined) return { failed: 1, line: '0 passed, 1 failed' };
  const { numPassedTests: passed, numFailedTests, numPendingTests: skipped, testResults } = JSON.parse(report);
  const unloaded = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  let failed = numFailedTests + unloaded + (whole ? skipped : 0);
  if (failed === 0 && (exitCode !== 0 || passed === 0)) failed = 1;
  return { failed, line: `${skipped > 0 ? `skipped: ${skipped}\n` : ''}${passed} passed, ${failed} failed` };
}
