import { existsSync, realpathSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { reason, run } from './command.mjs';
import { SetupError, say } from './say.mjs';

/** npm package with only the Node-API headers, for installations of Node that come without any. */
const HEADERS_PACKAGE = 'node-api-headers@1.9.0';

/** Folders that may hold node_api.h on this machine. */
function candidates(env) {
  const version = process.versions.node;
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  return [
    join(prefix, 'include', 'node'),
    ...(env.npm_config_nodedir ? [join(env.npm_config_nodedir, 'include', 'node')] : []),
    '/usr/include/node',
    '/usr/include/nodejs/src',
    join(homedir(), '.cache', 'node-gyp', version, 'include', 'node'),
    join(homedir(), 'Library', 'Caches', 'node-gyp', version, 'include', 'node'),
  ];
}

/** A folder with node_api.h: that of the Node installation, node-gyp's, or a small package from npm. */
export async function findNodeHeaders(cache, env = process.env) {
  const found = candidates(env).find((folder) => existsSync(join(folder, 'node_api.h')));
  if (found !== undefined) return found;
  const kept = join(cache, HEADERS_PACKAGE.replace('@', '-'));
  if (existsSync(join(kept, 'include', 'node_api.h'))) return join(kept, 'include');
  say(`this Node has no headers; taking ${HEADERS_PACKAGE} from npm …`);
  await mkdir(cache, { recursive: true });
  const scratch = await mkdtemp(join(cache, 'headers-'));
  try {
    const packed = await run('npm', ['pack', HEADERS_PACKAGE, '--pack-destination', scratch, '--loglevel=error']);
    if (packed.code !== 0) throw new SetupError(`no Node headers: ${reason(packed)}`);
    const archive = (await readdir(scratch)).find((name) => name.endsWith('.tgz'));
    const opened = await run('tar', ['-xzf', join(scratch, archive), '-C', scratch]);
    if (opened.code !== 0) throw new SetupError(`no Node headers: ${reason(opened)}`);
    await rm(kept, { recursive: true, force: true });
    await rename(join(scratch, 'package'), kept);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return join(kept, 'include');
}
