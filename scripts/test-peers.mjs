/**
 * `npm run test:peers [-- PATTERN]`: sets everything up, installs what tests compare with or drive, runs those tests
 * (`*.peers.test.ts`) and ends with the line `N passed, N failed`. Fails at once when something cannot be had; with a
 * PATTERN it goes on, and the tests that need it fail.
 */
import { setUpPeers } from './setup/peers.mjs';
import { setUp } from './setup/run-setup.mjs';
import { runSuite } from './setup/suite.mjs';

const args = process.argv.slice(2);
await setUp();
const { env, problems } = await setUpPeers();
for (const problem of problems) process.stderr.write(`test:peers: ${problem}\n`);
if (problems.length > 0 && args.length === 0) {
  process.stdout.write(`0 passed, ${problems.length} failed\n`);
  process.exitCode = 1;
} else {
  process.exitCode = await runSuite('vitest.peers.config.ts', args, { env });
}
