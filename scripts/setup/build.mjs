import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { say, seconds, SetupError } from './say.mjs';

const SOURCES = ['src', 'workers', 'bench', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

function* filesBelow(path) {
  if (!existsSync(path)) return;
  if (statSync(path).isFile()) yield path;
  else for (const name of readdirSync(path).sort()) yield* filesBelow(join(path, name));
}

/** Changes whenever a source file's name, size or time of change does. */
function fingerprint(root) {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const path of filesBelow(join(root, source))) {
      const { size, mtimeMs } = statSync(path);
      hash.update(`${path}\0${size}\0${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

/** Compiles TypeScript into dist/, when a source changed since the last time. */
export async function build(root) {
  const stamp = join(root, 'dist', '.built');
  const now = fingerprint(root);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  const since = performance.now();
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const result = await run(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root });
  if (result.code !== 0) {
    process.stderr.write(result.output);
    throw new SetupError('the sources do not compile');
  }
  writeFileSync(stamp, now);
  say(`built in ${seconds(since)}`);
}
