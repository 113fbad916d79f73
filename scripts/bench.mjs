/** `npm run bench -- NAME [arguments]`: sets up, builds and runs one of the benchmarks in bench/. */

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, setUp } from './setup/run-setup.mjs';

const [name = '', ...args] = process.argv.slice(2);
const known = readdirSync(join(ROOT, 'bench'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3));
if (!known.includes(name)) {
  process.stderr.write(`bench: name one of ${known.join(', ')}\n`);
  process.exit(2);
}
await setUp();
process.exitCode =
  spawnSync(process.execPath, [join(ROOT, 'dist', 'bench', `${name}.js`), ...args], { stdio: 'inherit' }).status ?? 1;
