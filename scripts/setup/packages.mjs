import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reason, run } from './command.mjs';
import { SetupError, say, seconds } from './say.mjs';

/**
 * True when node_modules holds what package-lock.json asks for. npm leaves a copy of the lockfile in node_modules when,
 * and only when, an installation ends well; packages for other platforms are missing from that copy, so only what is
 * optional in the lockfile may be absent.
 */
export function packagesAreCurrent(lockText, installedText) {
  const wanted = JSON.parse(lockText).packages;
  const installed = JSON.parse(installedText).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = installed[path];
    if (found === undefined) {
      if (!entry.optional && !entry.devOptional) return false;
    } else if (found.version !== entry.version || found.integrity !== entry.integrity) return false;
  }
  return Object.keys(installed).every((path) => path in wanted);
}

/** Runs npm, by the Node that runs this where npm says where it lies. Returns what `run` returns. */
export function npm(args, cwd) {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js')
    ? run(process.execPath, [script, ...args], { cwd })
    : run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { cwd });
}

/** `npm ci` with install scripts off, when node_modules is missing or not what the lockfile says. */
export async function installPackages(root) {
  const copy = join(root, 'node_modules', '.package-lock.json');
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  if (existsSync(copy) && packagesAreCurrent(lock, readFileSync(copy, 'utf8'))) return;
  say('installing npm packages (install scripts off) …');
  const since = performance.now();
  const args = ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = await npm(args, root);
  if (result.code !== 0) throw new SetupError(`npm ci failed: ${reason(result)}`);
  say(`npm packages installed in ${seconds(since)}`);
}
