import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { nodeVersionProblem } from './node-version.mjs';
import { installPackages } from './packages.mjs';
import { SetupError, say } from './say.mjs';
import { setUpTensorflow } from './tensorflow.mjs';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

async function linkPostgres() {
  const script = join(ROOT, 'scripts', 'link-postgres.mjs');
  if (existsSync(script)) await (await import(pathToFileURL(script).href)).linkPostgres();
}

/**
 * All steps in order; each does nothing when its work is done already. Ends the process with one line on failure.
 * `packagesOnly` leaves out the build, which needs the sources.
 */
export async function setUp({ packagesOnly = false } = {}) {
  try {
    const problem = nodeVersionProblem();
    if (problem) throw new SetupError(problem);
    await installPackages(ROOT);
    const { backend, version, device, gflops } = await setUpTensorflow(ROOT);
    await linkPostgres();
    if (!packagesOnly) await build(ROOT);
    say(`ready: ${backend} ${version} on ${device}, ${gflops.toFixed(0)} GFLOP/s in a product of 1024 x 1024 matrices`);
  } catch (error) {
    if (!(error instanceof SetupError) || process.env.SENTIMATE_DEBUG) throw error;
    process.stderr.write(`set-up: ${error.message}\n`);
    process.exit(1);
  }
}
