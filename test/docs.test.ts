import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './import-graph.js';

const FOLDERS = [
  'bench',
  'bin',
  'data',
  'docs',
  'examples',
  'migrations',
  'models',
  'scripts',
  'src',
  'test',
  'workers',
];
/** A dated record: it names files as they were called on the day of the entry. */
const RECORDS = ['docs/log.md'];

const rootFiles = readdirSync(ROOT, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
).concat(rootFiles);
const documents = files.filter((path) => path.endsWith('.md') && !RECORDS.includes(path));

/** Matches the paths that a mentioned path stands for; `*` stands for any characters but a slash. */
const pattern = (path: string, start: string): RegExp =>
  new RegExp(`${start}${path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')}$`);
const isThere = (path: string): boolean =>
  path.includes('*') ? files.some((file) => pattern(path, '^').test(file)) : existsSync(join(ROOT, path));

/** Paths from the root of the project: `src/…`, `docs/…`, not routes such as `/models/…`. */
function rootPaths(text: string): string[] {
  const found = text.matchAll(/(?<![\w./:-])(?:bench|data|docs|models|scripts|src|test|workers)\/[\w./*-]*/g);
  return [...found].map(([path]) => path.replace(/\.+$/, ''));
}

/** Targets of Markdown links, without those on other servers or within the page. */
function linkTargets(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s#:]+)(?:#[^)]*)?\)/g)].map(([, target]) => target!);
}

/** Names of source files in backticks, with or without folders before them. */
function sourceNames(text: string): string[] {
  return [...text.matchAll(/`([\w./*-]+\.(?:tsx?|mjs|py|sql))`/g)].map(([, name]) => name!.replace(/^\.\//, ''));
}

/** What the documents mention and the tree does not have, as `document: path`. */
function missing(find: (text: string) => string[], exists: (path: string, document: string) => boolean): string[] {
  return documents.flatMap((document) =>
    find(readFileSync(join(ROOT, document), 'utf8'))
      .filter((path) => !exists(path, document))
      .map((path) => `${document}: ${path}`),
  );
}

describe('documents name only files that exist', () => {
  it('finds paths, links and names in a text', () => {
    const text =
      'See src/a/b.ts, [c](../d.md#part) and `e/f.mjs`; not http://x/docs/json, [g](https://h) or /models/default.';
    expect(rootPaths(text)).toEqual(['src/a/b.ts']);
    expect(linkTargets(text)).toEqual(['../d.md']);
    expect(sourceNames(text)).toEqual(['e/f.mjs']);
    expect(isThere('test/docs.test.ts')).toBe(true);
    expect(isThere('test/d*s.test.ts')).toBe(true);
    expect(isThere('test/docs.test.js')).toBe(false);
  });

  it('by paths from the root of the project', () => {
    expect(documents.length).toBeGreaterThan(40);
    expect(missing(rootPaths, isThere)).toEqual([]);
  });

  it('by links', () => {
    expect(missing(linkTargets, (target, document) => existsSync(join(ROOT, dirname(document), target)))).toEqual([]);
  });

  it('by names of source files', () => {
    expect(missing(sourceNames, (name) => files.some((file) => pattern(name, '(^|/)').test(file)))).toEqual([]);
  });

  it('and the page on architecture has every folder of src', () => {
    const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
    const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(new Set(rootPaths(page)).size).toBeGreaterThan(60);
    expect(folders.map(({ name }) => name).filter((name) => !page.includes(`\`src/${name}\``))).toEqual([]);
  });
});
