import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { SetupError, say, seconds } from './say.mjs';

const SOURCES = ['src', 'workers', 'bench', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
/** What the dashboard is made of; the rest of src reaches it by types only. */
const DASHBOARD_SOURCES = ['src/dashboard', 'vite.config.ts', 'package-lock.json'];

function* filesBelow(path) {
  if (!existsSync(path)) return;
  if (statSync(path).isFile()) yield path;
  else for (const name of readdirSync(path).sort()) yield* filesBelow(join(path, name));
}

/** Changes whenever a source file's name, size or time of change does. */
function fingerprint(root, sources) {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const path of filesBelow(join(root, source))) {
      const { size, mtimeMs } = statSync(path);
      hash.update(`${path}\0${size}\0${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

/** Runs `make` unless nothing changed since the last time that it ended well. */
async function whenChanged(root, stampName, sources, what, make) {
  const stamp = join(root, 'dist', stampName);
  const now = fingerprint(root, sources);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  say(`building the ${what} …`);
  const since = performance.now();
  await make();
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, now);
  say(`${what} built in ${seconds(since)}`);
}

async function command(root, script, args, complaint) {
  const result = await run(process.execPath, [join(root, 'node_modules', ...script), ...args], { cwd: root });
  if (result.code === 0) return;
  process.stderr.write(result.output);
  throw new SetupError(complaint);
}

/**
 * Compiles TypeScript into dist/ and bundles the dashboard into dist/dashboard, each when a source of it changed since
 * the last time.
 */
export async function build(root) {
  await whenChanged(root, '.built', SOURCES, 'sources', () =>
    command(root, ['typescript', 'bin', 'tsc'], ['-p', 'tsconfig.build.json'], 'the sources do not compile'),
  );
  await whenChanged(root, '.built-dashboard', DASHBOARD_SOURCES, 'dashboard', () =>
    command(root, ['vite', 'bin', 'vite.js'], ['build', '--logLevel', 'warn'], 'the dashboard does not build'),
  );
}
