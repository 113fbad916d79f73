/**
 * Makes TensorFlow ready, by the first of four ways that works: the addon already loads; libraries from a pip wheel
 * and the addon compiled from source; the package's own installer; WebAssembly.
 */
import { join } from 'node:path';
import { installAddon, isAddonOld, linksToGpu, packageFolder } from './addon.mjs';
import { cacheFolder } from './cache.mjs';
import { reason, run } from './command.mjs';
import { ensureLibrary } from './library.mjs';
import { thisMachine, wheelFor } from './platform.mjs';
import { SetupError, say } from './say.mjs';

/** The installer may wait long for a server that never answers. */
const INSTALLER_LIMIT_MS = 15 * 60_000;

/** What the backend says of itself, or { problem }. */
async function probe(root, backend) {
  const result = await run(process.execPath, [join(root, 'scripts', 'setup', 'probe.mjs'), backend], {
    cwd: root,
    timeoutMs: 120_000,
  });
  const line = result.stdout.trim().split('\n').at(-1);
  if (result.code !== 0 || !line?.startsWith('{')) return { problem: reason(result) };
  return JSON.parse(line);
}

async function fromWheel(root) {
  const wheel = wheelFor(thisMachine());
  if (wheel.problem) throw new SetupError(wheel.problem);
  const cache = cacheFolder();
  await installAddon(root, await ensureLibrary(cache, wheel), cache);
}

async function fromInstaller(root) {
  say('TensorFlow: trying the installer of @tensorflow/tfjs-node-gpu …');
  const result = await run(process.execPath, [join('scripts', 'install.js'), 'cpu', 'download'], {
    cwd: packageFolder(root),
    timeoutMs: INSTALLER_LIMIT_MS,
  });
  if (result.code !== 0) throw new SetupError(`the package’s installer failed: ${reason(result)}`);
}

const WARNING = [
  'WARNING: native TensorFlow could not be set up; the WebAssembly backend will be used.',
  'WARNING: training and games will be many times slower. Install pip and a C++ compiler and run `npm run setup` again.',
];

/** Returns what the backend in use says of itself: { backend, version, device, gflops }. */
export async function setUpTensorflow(root, env = process.env) {
  if (env.SENTIMATE_BACKEND === 'wasm') return webAssembly(root);
  let found = await probe(root, 'tensorflow');
  if (!found.problem && found.device === 'cpu' && thisMachine(env).gpu && !linksToGpu(root)) {
    say('TensorFlow: there is a GPU, and the library in use is for the CPU only');
    await fromWheel(root).catch((error) => say(`TensorFlow: it stays on the CPU: ${error.message}`));
    found = await probe(root, 'tensorflow');
  }
  if (!found.problem && isAddonOld(root)) {
    say('TensorFlow: the addon was compiled by an earlier set-up');
    await fromWheel(root).catch((error) => say(`TensorFlow: it stays as it is: ${error.message}`));
    found = await probe(root, 'tensorflow');
  }
  for (const way of [fromWheel, fromInstaller]) {
    if (!found.problem) return found;
    try {
      await way(root);
    } catch (error) {
      if (!(error instanceof SetupError) && error?.code === undefined) throw error;
      say(`TensorFlow: ${error.message}`);
      continue;
    }
    found = await probe(root, 'tensorflow');
    if (found.problem) say(`TensorFlow: the addon does not load: ${found.problem}`);
  }
  if (!found.problem) return found;
  for (const line of WARNING) say(line);
  return webAssembly(root);
}

async function webAssembly(root) {
  const found = await probe(root, 'wasm');
  if (found.problem) throw new SetupError(`the WebAssembly backend does not start: ${found.problem}`);
  return found;
}
