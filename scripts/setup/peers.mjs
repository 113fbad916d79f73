/** What the tests of `npm run test:peers` compare with or drive: taken where it is found, else installed. */
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cacheFolder } from './cache.mjs';
import { reason, run, works } from './command.mjs';
import { npm } from './packages.mjs';
import { ROOT } from './run-setup.mjs';
import { SetupError, say, seconds } from './say.mjs';

/** Second opinions in Python: on our PGN and UCI engine, on our tokens, and on sentiment; measures of replies. */
const PYTHON = {
  packages: ['chess==1.11.2', 'nltk==3.10.4', 'tokenizers==0.23.3', 'vaderSentiment==3.3.2'],
  imports: 'chess, nltk, tokenizers, vaderSentiment',
};
/** Generates a Python client from our OpenAPI document; what it generates needs httpx and attrs, which come with it. */
const CLIENTS = { packages: ['openapi-python-client==0.29.1'], imports: 'openapi_python_client, httpx, attrs' };
/** The twins of our networks and pretrained models in bench/torch. Gigabytes, so it has an environment of its own. */
const TORCH = {
  packages: ['torch==2.15.0', 'numpy==2.4.6', 'transformers==5.24.0'],
  imports: 'torch, numpy, transformers',
};
/** The engine as WebAssembly; 196 MB, so it is no dependency of ours (docs/decisions/0005). */
const STOCKFISH = 'stockfish@19.0.0';
/** Programs of the system: the names that they may have, and Debian's packages of them. */
const REDIS = { names: ['redis-server'], packages: ['redis-server'] };
const CHROMIUM = {
  names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  packages: ['chromium', 'fonts-liberation'],
};
const ENGINE = { names: ['stockfish'], packages: ['stockfish'] };
/** Debian puts games where root's PATH does not look. */
const BESIDE_PATH = ['/usr/games', '/usr/local/games', '/opt/homebrew/bin'];
/** Parts of the reference data that tests read. */
const DATA = ['chess', 'dialogue', 'sentiment'];

/** The path of the first of these programs that is on PATH or where games lie; undefined where none is. */
export function findProgram(names, path = process.env.PATH ?? '') {
  const folders = [...path.split(delimiter).filter(Boolean), ...BESIDE_PATH];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
}

/** The folder of the reference data. Throws, naming what is missing. */
export function findSharedData(env = process.env, root = ROOT) {
  const folder = env.SENTIMATE_SHARED_DATA ?? join(root, '..', 'shared', 'data');
  const missing = DATA.filter((name) => !existsSync(join(folder, name)));
  if (missing.length === 0) return folder;
  const what = existsSync(folder) ? `${folder} has no ${missing.join(', ')}` : `${folder} is not there`;
  throw new SetupError(`the reference data are missing: ${what} (SENTIMATE_SHARED_DATA names their folder)`);
}

let listed = false;
/** Debian's packages; throws where this is no Debian, or not root's process. */
async function aptInstall(packages) {
  const by = `install ${packages.join(' and ')}`;
  if (!works('apt-get', ['--version'])) throw new SetupError(`there is no apt-get here: ${by} by hand`);
  if (process.getuid?.() !== 0) throw new SetupError(`only root may use apt-get: ${by} by hand`);
  if (!listed) {
    const update = await run('apt-get', ['update', '-qq']);
    if (update.code !== 0) say(`apt-get update failed: ${reason(update)}`);
    listed = true;
  }
  const since = performance.now();
  // RUNLEVEL=1: a package must not start a server of its own
  const env = { RUNLEVEL: '1', DEBIAN_FRONTEND: 'noninteractive' };
  const result = await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
  if (result.code !== 0) throw new SetupError(`apt-get could not ${by}: ${reason(result)}`);
  say(`${packages.join(', ')} installed in ${seconds(since)}`);
}

/** The path of a program, installed where it is not found. */
async function program({ names, packages }) {
  if (!findProgram(names)) await aptInstall(packages);
  const found = findProgram(names);
  if (!found) throw new SetupError(`${names[0]} is not on PATH although ${packages[0]} is installed`);
  return found;
}

/** The `bin` folder of a virtual environment in the cache that has these packages. */
async function environment(name, { packages, imports }) {
  const folder = join(cacheFolder(), 'peers', `${name}-${packages.join('-').replaceAll('==', '-')}`);
  const bin = join(folder, 'bin');
  const python = join(bin, 'python3');
  const has = () => works(python, ['-c', `import ${imports}`]);
  if (has()) return bin;
  const since = performance.now();
  say(`installing ${packages.join(', ')} for Python …`);
  const made = await run('python3', ['-m', 'venv', '--clear', folder]);
  if (made.code !== 0) throw new SetupError(`python3 -m venv failed: ${reason(made)}`);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-cache-dir', ...packages];
  const installed = await run(python, pip);
  if (installed.code !== 0) throw new SetupError(`pip could not install ${packages.join(', ')}: ${reason(installed)}`);
  if (!has()) throw new SetupError(`${packages.join(', ')} are installed, but Python cannot import ${imports}`);
  say(`${packages.join(', ')} installed in ${seconds(since)}`);
  return bin;
}

/** A folder in the cache whose node_modules has the engine. */
async function npmStockfish() {
  const folder = join(cacheFolder(), 'peers', STOCKFISH.replace('@', '-'));
  if (existsSync(join(folder, 'node_modules', 'stockfish', 'package.json'))) return folder;
  mkdirSync(folder, { recursive: true });
  const args = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = await npm([...args, STOCKFISH], folder);
  if (result.code !== 0) throw new SetupError(`npm could not install ${STOCKFISH}: ${reason(result)}`);
  return folder;
}

/**
 * Finds or installs all peers. Returns the environment variables that name them for the tests, and a line for each that
 * cannot be had.
 */
export async function setUpPeers() {
  const env = {};
  const problems = [];
  const paths = [];
  const steps = [
    () => (env.SENTIMATE_SHARED_DATA = findSharedData()),
    () => program(REDIS),
    async () => (env.SENTIMATE_CHROMIUM = process.env.SENTIMATE_CHROMIUM ?? (await program(CHROMIUM))),
    () => program(ENGINE),
    async () => (env.SENTIMATE_TEST_STOCKFISH = process.env.SENTIMATE_TEST_STOCKFISH ?? (await npmStockfish())),
    async () => paths.push(await environment('python', PYTHON)),
    async () => (env.SENTIMATE_CLIENTS_BIN = await environment('clients', CLIENTS)),
    async () =>
      (env.SENTIMATE_TORCH_PYTHON =
        process.env.SENTIMATE_TORCH_PYTHON ?? join(await environment('torch', TORCH), 'python3')),
  ];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      problems.push(error.message);
    }
  }
  if (!process.env.SENTIMATE_FASTCHESS)
    say('fastchess, which no package registry has, is not named by SENTIMATE_FASTCHESS: no games are played under it');
  return { env: { ...env, PATH: [...paths, process.env.PATH].join(delimiter) }, problems };
}
