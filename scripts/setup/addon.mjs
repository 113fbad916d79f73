/** The native addon of tfjs-node, compiled from the sources in its own npm package. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { reason, run, works } from './command.mjs';
import { findNodeHeaders } from './node-headers.mjs';
import { libraryNames } from './platform.mjs';
import { SetupError, say, seconds } from './say.mjs';

/** The Node-API version that the addon is built for; it then runs on every later Node. */
const NAPI_VERSION = 8;

export function packageFolder(root) {
  return join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
}

function replaceLink(target, path) {
  rmSync(path, { force: true });
  symlinkSync(target, path);
}

/**
 * deps/lib of the package: links to the libraries in the cache, found by the addon's rpath. Those of the GPU wheel look
 * for CUDA in `$ORIGIN/../nvidia/<part>/lib` (readelf -d), where $ORIGIN is the folder of the link.
 */
function linkLibraries(root, library) {
  const names = libraryNames(process.platform);
  const folder = join(packageFolder(root), 'deps', 'lib');
  mkdirSync(folder, { recursive: true });
  for (const name of [names.compute, names.framework])
    replaceLink(join(library, 'tensorflow', name), join(folder, name));
  replaceLink(names.compute, join(folder, names.link));
  const cuda = join(library, 'nvidia');
  if (existsSync(cuda)) replaceLink(cuda, join(folder, '..', 'nvidia'));
  return folder;
}

/** True when the links go to libraries of the GPU wheel, whether or not a GPU answers. */
export function linksToGpu(root) {
  try {
    return /-gpu\/tensorflow\//.test(
      readlinkSync(join(packageFolder(root), 'deps', 'lib', libraryNames(process.platform).compute)),
    );
  } catch {
    return false;
  }
}

/**
 * What is changed in the package's sources, [file, from, to]. Names of attributes are kept in a set that all threads of
 * a process write to without a lock, and two threads that start TensorFlow at a time end in a segmentation fault: a set
 * for each thread.
 */
const PATCHES = [
  [
    'tfjs_backend.cc',
    'static std::set<std::string> ATTR_NAME_SET;',
    'static thread_local std::set<std::string> ATTR_NAME_SET;',
  ],
];
/** Goes up with PATCHES, so that an addon in the cache is known for an old one. */
const PATCH_LEVEL = 1;

/** A folder with the package's sources, patched; the caller removes it. */
function patchedSources(root) {
  const folder = mkdtempSync(join(tmpdir(), 'sentimate-addon-'));
  cpSync(join(packageFolder(root), 'binding'), folder, { recursive: true });
  for (const [name, from, to] of PATCHES) {
    const text = readFileSync(join(folder, name), 'utf8');
    if (!text.includes(from)) throw new SetupError(`${name} of tfjs-node is not the one that we know`);
    writeFileSync(join(folder, name), text.replace(from, to));
  }
  return folder;
}

async function compile(root, library, cache, sources, output) {
  const compiler = ['g++', 'clang++', 'c++'].find((program) => works(program, ['--version']));
  if (compiler === undefined) throw new SetupError('no C++ compiler was found (tried g++, clang++, c++)');
  const headers = await findNodeHeaders(cache);
  const names = libraryNames(process.platform);
  const libraries = join(packageFolder(root), 'deps', 'lib');
  say(`TensorFlow: compiling the addon with ${compiler} …`);
  const since = performance.now();
  const result = await run(compiler, [
    '-O2',
    '-std=c++17',
    '-fPIC',
    '-shared',
    `-DNAPI_VERSION=${NAPI_VERSION}`,
    `-I${headers}`,
    `-I${join(library, 'tensorflow', 'include')}`,
    ...readdirSync(sources)
      .filter((name) => name.endsWith('.cc'))
      .map((name) => join(sources, name)),
    ...names.linkerFlags,
    join(libraries, names.compute),
    join(libraries, names.framework),
    '-o',
    output,
  ]);
  if (result.code !== 0) throw new SetupError(`the addon did not compile: ${reason(result)}`);
  say(`TensorFlow: addon compiled with ${compiler} in ${seconds(since)}`);
}

/** Where the cache keeps the addon that goes with a library. */
function keptAddon(root, library) {
  const { version } = JSON.parse(readFileSync(join(packageFolder(root), 'package.json'), 'utf8'));
  return join(library, `tfjs_binding-${version}-napi${NAPI_VERSION}-patch${PATCH_LEVEL}.node`);
}

const addonFolder = (root) => join(packageFolder(root), 'lib', `napi-v${NAPI_VERSION}`);

/** True when the addon in use was compiled by an earlier set-up, from other sources than this one would take. */
export function isAddonOld(root) {
  try {
    const library = dirname(
      dirname(readlinkSync(join(packageFolder(root), 'deps', 'lib', libraryNames(process.platform).compute))),
    );
    const kept = keptAddon(root, library);
    return !existsSync(kept) || !readFileSync(kept).equals(readFileSync(join(addonFolder(root), 'tfjs_binding.node')));
  } catch {
    return false; // no library of ours: the package's installer put it there
  }
}

/** Puts the addon and the links to its libraries into node_modules; compiles it when the cache has none. */
export async function installAddon(root, library, cache) {
  const kept = keptAddon(root, library);
  linkLibraries(root, library);
  if (!existsSync(kept)) {
    const draft = `${kept}.${process.pid}`; // a compiler that was killed leaves half of a file
    const sources = patchedSources(root);
    try {
      await compile(root, library, cache, sources, draft);
      renameSync(draft, kept);
    } finally {
      rmSync(draft, { force: true });
      rmSync(sources, { recursive: true, force: true });
    }
  }
  const folder = addonFolder(root);
  mkdirSync(folder, { recursive: true });
  const target = join(folder, 'tfjs_binding.node');
  rmSync(target, { force: true }); // never write into a file that another process has mapped
  copyFileSync(kept, target);
}
