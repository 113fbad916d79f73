/**
 * `npm test [-- PATTERN]`: sets everything up, runs the tests that need nothing but Node, pip and a C++ compiler, and
 * ends with the line `N passed, N failed`. A PATTERN is a part of file names, as `rating` or `test/chess/perft`.
 */
import { setUp } from './setup/run-setup.mjs';
import { runSuite } from './setup/suite.mjs';

await setUp();
process.exitCode = await runSuite('vitest.config.ts', process.argv.slice(2));
