import { spawnSync } from 'node:child_process';

/**
 * Runs Python with `input` as JSON on stdin and gives the JSON it prints, or undefined where there is no Python with
 * the module: then the caller prints what it leaves out.
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
  if (run.error !== undefined || (run.status !== 0 && run.stderr.includes(`No module named '${module}`)))
    return undefined;
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as unknown;
}
