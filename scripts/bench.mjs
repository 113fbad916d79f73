/**
 * `npm run bench -- NAME [arguments]`: sets up, builds and runs one of the benchmarks in bench/. Without a name it lists
 * them, each with the line of its file that says what it compares.
 */

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, setUp } from './setup/run-setup.mjs';

const [name, ...args] = process.argv.slice(2);
const known = readdirSync(join(ROOT, 'bench'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3));
const comparison = (bench) =>
  /^ \* Compares: (.+)$/m.exec(readFileSync(join(ROOT, 'bench', `${bench}.ts`), 'utf8'))?.[1] ?? '';
const list = known.map((bench) => `  ${bench.padEnd(14)} ${comparison(bench)}\n`).join('');
if (name === undefined) {
  process.stdout.write(`npm run bench -- NAME [arguments]; --smoke runs a bench once with the smallest sizes\n${list}`);
} else if (!known.includes(name)) {
  process.stderr.write(`bench: there is no bench ${name}\n${list}`);
  process.exitCode = 2;
} else {
  await setUp();
  process.exitCode =
    spawnSync(process.execPath, [join(ROOT, 'dist', 'bench', `${name}.js`), ...args], { stdio: 'inherit' }).status ?? 1;
}
