import { spawnSync } from 'node:child_process';

/**
 * Runs Python with `input` as JSON on stdin and returns the JSON it prints. Only tests of `npm run test:peers` use it,
 * which puts a Python with the packages first on PATH. Throws with Python's message when the program fails.
 */
export function askPython(module: string, program: string, input: unknown): unknown {
  const run = spawnSync(
    'python3',
    ['-c', `import json, sys\nimport ${module}\nvalue = json.load(sys.stdin)\n${program}`],
    {
      input: JSON.stringify(input),
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    },
  );
  if (run.error !== undefined) throw new Error(`python3 does not start: ${run.error.message}`);
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as unknown;
}
