/** Our end of overlap.py. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** How much replies share with those of people. */
interface Overlap {
  readonly nist4: number;
  readonly bleu2: number;
  readonly bleu4: number;
  readonly meteor: number;
}

/** Where the Python file lies: beside this file's source, for the build copies none. */
const PROGRAM = [import.meta.dirname, join(import.meta.dirname, '../../../bench/decoding')]
  .map((dir) => join(dir, 'overlap.py'))
  .find(existsSync)!;

/**
 * Measures the replies of each name, as lists of words, against one reference each. Returns undefined where this Python
 * has no NLTK. Throws Error with Python's message where it fails otherwise.
 */
export function overlapOf(
  references: readonly (readonly string[])[],
  replies: Readonly<Record<string, readonly (readonly string[])[]>>,
  python: string,
): { readonly version: string; readonly measures: Readonly<Record<string, Overlap>> } | undefined {
  if (spawnSync(python, ['-c', 'import nltk'], { stdio: 'ignore' }).status !== 0) return undefined;
  const run = spawnSync(python, [PROGRAM], { input: JSON.stringify({ references, replies }), encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as ReturnType<typeof overlapOf>;
}
