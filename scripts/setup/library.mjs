/** The TensorFlow libraries and headers of a wheel, unpacked in the cache. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { downloadWheel, findPip } from './pip.mjs';
import { CUDA_WHEELS, libraryNames, TENSORFLOW_VERSION } from './platform.mjs';
import { megabytes, SetupError, say, seconds } from './say.mjs';
import { unzip } from './zip.mjs';

/** Headers that the addon's sources reach (15 files, by `g++ -M`), with their neighbours. */
const HEADERS = /^tensorflow\/include\/(tensorflow\/(c|core\/platform|tsl)|tsl\/platform|xla\/tsl|absl)\/.*\.h$/;
const CUDA_LIBRARY = /^nvidia\/[^/]+\/lib\/[^/]+\.so[^/]*$/;

async function sha256(path) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** The folder of a finished unpacking, if every file in its list still has its size. */
function usable(folder) {
  const list = join(folder, 'complete.json');
  if (!existsSync(list)) return false;
  const { files } = JSON.parse(readFileSync(list, 'utf8'));
  return Object.entries(files).every(
    ([name, size]) => existsSync(join(folder, name)) && statSync(join(folder, name)).size === size,
  );
}

async function downloadPinned(pip, requirement, pin, folder, platform) {
  const path = await downloadWheel(pip, requirement, folder, platform);
  const digest = await sha256(path);
  if (digest !== pin) throw new SetupError(`the wheel of ${requirement} has SHA-256 ${digest}, not the pinned ${pin}`);
  return path;
}

async function fetchInto(folder, wheel, scratch) {
  const pip = findPip();
  if (pip === undefined) throw new SetupError('pip was not found (tried python3 -m pip, python -m pip, pip3, pip)');
  const names = libraryNames(process.platform);
  let since = performance.now();
  say(`TensorFlow: downloading ${wheel.project} ${TENSORFLOW_VERSION} with ${pip.join(' ')} …`);
  const path = await downloadPinned(
    pip,
    `${wheel.project}==${TENSORFLOW_VERSION}`,
    wheel.sha256,
    scratch,
    wheel.platform,
  );
  say(
    `TensorFlow: ${megabytes(statSync(path).size)} in ${seconds(since)}, SHA-256 as pinned; unpacking the libraries …`,
  );
  since = performance.now();
  const libraries = [`tensorflow/${names.compute}`, `tensorflow/${names.framework}`];
  const files = await unzip(path, folder, (name) => libraries.includes(name) || HEADERS.test(name));
  for (const library of libraries) if (!(library in files)) throw new SetupError(`the wheel holds no ${library}`);
  if (wheel.cuda) {
    for (const { requirement, sha256: pin } of CUDA_WHEELS) {
      say(`TensorFlow: downloading ${requirement} …`);
      const place = await mkdtemp(join(scratch, 'cuda-'));
      const cuda = await downloadPinned(pip, requirement, pin, place, 'manylinux2014_x86_64');
      Object.assign(files, await unzip(cuda, folder, (name) => CUDA_LIBRARY.test(name)));
      await rm(place, { recursive: true });
    }
  }
  say(`TensorFlow: unpacked ${Object.keys(files).length} files in ${seconds(since)}`);
  return files;
}

/** Returns the cache folder that holds tensorflow/{libraries, include}; downloads the wheel once. */
export async function ensureLibrary(cache, wheel) {
  const folder = join(cache, `tensorflow-${TENSORFLOW_VERSION}-${wheel.key}`);
  if (usable(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const scratch = await mkdtemp(join(cache, 'download-'));
  try {
    const fresh = join(scratch, 'unpacked');
    const files = await fetchInto(fresh, wheel, scratch);
    await writeFile(join(fresh, 'complete.json'), `${JSON.stringify({ wheel: wheel.sha256, files })}\n`);
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return folder;
}
