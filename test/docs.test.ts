import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './import-graph.js';

/** Files and folders of the repository that a text names, as `src/store/base` or `docs/record.md`. */
const pathsIn = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(/(?<![\w./-])(?:src|workers|test|docs|bench|scripts|migrations)\/[\w./-]*[\w-]/g)].map(
      ([path]) => path,
    ),
  ),
];

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

it('reads paths out of a text', () => {
  expect(pathsIn('see `src/a/b.ts`, docs/c.md. Not ./src/x nor /work/src/y, but test/e2e.')).toEqual([
    'src/a/b.ts',
    'docs/c.md',
    'test/e2e',
  ]);
});

it('the page on architecture names only files that exist', () => {
  const named = pathsIn(read('docs/architecture.md'));
  expect(named.length).toBeGreaterThan(60);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

it('the page on architecture has every folder of src', () => {
  const page = read('docs/architecture.md');
  const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).filter((name) => !page.includes(`\`src/${name}\``))).toEqual([]);
});
