import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/** What each folder may import from, besides itself: all that lies below it on the ladder. */
const BASE = ['vocabulary', 'spec', 'files'];
const PURE = [...BASE, 'rating', 'chess', 'dialogue'];
const SERVICE = [...PURE, 'tournament', 'store', 'queue', 'orchestration'];
const NUMERICAL = ['model', 'training', 'match'];
const LADDER: Readonly<Record<string, readonly string[]>> = {
  vocabulary: [],
  spec: ['vocabulary'],
  files: ['vocabulary', 'spec'],
  rating: BASE,
  chess: BASE,
  dialogue: BASE,
  model: PURE,
  training: [...PURE, 'model'],
  match: [...PURE, 'model'],
  tournament: PURE,
  store: [...PURE, 'tournament'],
  queue: [...PURE, 'tournament'],
  orchestration: [...PURE, 'tournament', 'store', 'queue'],
  http: SERVICE,
  dashboard: ['vocabulary', 'spec'], // types only
  cli: [...SERVICE, 'http', ...NUMERICAL],
  workers: [...SERVICE, ...NUMERICAL],
};

/** Files longer than the limit, each with its reason. */
const LONG: Readonly<Record<string, string>> = {};
const LONGEST = 300; // lines

interface Import {
  readonly target: string;
  /** Erased by the compiler: nothing is loaded. */
  readonly types: boolean;
  /** `import()`: loaded when the line runs. */
  readonly lazy: boolean;
}

function importsOf(text: string, path: string): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      const types = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
        : node.isTypeOnly;
      found.push({ target: node.moduleSpecifier.text, types, lazy: false });
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [target] = node.arguments;
      if (target && ts.isStringLiteral(target)) found.push({ target: target.text, types: false, lazy: true });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return found;
}

const sources = ['src', 'workers'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(ROOT, folder, name)),
);
const texts = new Map(sources.map((path) => [path, readFileSync(path, 'utf8')]));
const graph = new Map([...texts].map(([path, text]) => [path, importsOf(text, path)]));

const short = (path: string): string => relative(ROOT, path);
function folderOf(path: string): string {
  const [top, folder] = short(path).split('/');
  return top === 'workers' ? 'workers' : folder!;
}
function fileOf(from: string, target: string): string {
  const path = resolve(dirname(from), target);
  const source = path.replace(/\.js$/, '.ts');
  return existsSync(`${source}x`) ? `${source}x` : source;
}

/** Everything that is loaded at once with the files of `start`: our files and the names of packages. */
function loadedWith(start: readonly string[]): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const queue = [...start];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (files.has(path)) continue;
    files.add(path);
    for (const { target, types, lazy } of graph.get(path) ?? []) {
      if (types || lazy) continue;
      if (target.startsWith('.')) queue.push(fileOf(path, target));
      else packages.add(target);
    }
  }
  return { files, packages };
}
const below = (folder: string): string[] => sources.filter((path) => folderOf(path) === folder);

describe('the ladder of imports', () => {
  it('is read as the compiler reads it', () => {
    const text =
      "import type { A } from './a.js';\nimport { type B } from './b.js';\nexport * from './c.js';\nexport type { D } from './d.js';\nvoid import('./e.js');";
    expect(importsOf(text, 'x.ts').map(({ target, types, lazy }) => [target, types, lazy])).toEqual([
      ['./a.js', true, false],
      ['./b.js', false, false],
      ['./c.js', false, false],
      ['./d.js', true, false],
      ['./e.js', false, true],
    ]);
  });

  it('has a place for every folder', () => {
    expect([...new Set(sources.map(folderOf))].filter((folder) => !(folder in LADDER))).toEqual([]);
  });

  it('has no edge that goes up', () => {
    const upward: string[] = [];
    for (const [path, imports] of graph) {
      const from = folderOf(path);
      for (const { target } of imports) {
        if (!target.startsWith('.')) continue;
        const file = fileOf(path, target);
        const to = folderOf(file);
        if (!existsSync(file)) upward.push(`${short(path)}: ${target} is not there`);
        else if (to !== from && !LADDER[from]!.includes(to)) upward.push(`${short(path)} imports ${short(file)}`);
      }
    }
    expect(upward).toEqual([]);
  });

  it('lets the browser take only types from the rest', () => {
    const values = [...graph]
      .filter(([path]) => folderOf(path) === 'dashboard')
      .flatMap(([path, imports]) =>
        imports
          .filter(
            ({ target, types }) =>
              target.startsWith('.') &&
              !types &&
              existsSync(fileOf(path, target)) &&
              folderOf(fileOf(path, target)) !== 'dashboard',
          )
          .map(({ target }) => `${short(path)}: ${target}`),
      );
    expect(values).toEqual([]);
  });

  it('lets the dashboard know the rest by types only', () => {
    const foreign = [...graph]
      .filter(([path]) => folderOf(path) === 'dashboard')
      .flatMap(([path, imports]) =>
        imports
          .filter(
            ({ target, types }) => target.startsWith('.') && folderOf(fileOf(path, target)) !== 'dashboard' && !types,
          )
          .map(({ target }) => `${short(path)}: ${target}`),
      );
    expect(foreign).toEqual([]);
  });

  it('keeps servers and TensorFlow out of the pure folders', () => {
    const pure = /^(vocabulary|spec|rating|chess|dialogue|tournament)$/;
    const foreign = /^(pg|bullmq|ioredis|fastify|@fastify\/.*|@tensorflow\/.*)$/;
    const found = [...graph]
      .filter(([path]) => pure.test(folderOf(path)))
      .flatMap(([path, imports]) =>
        imports.filter(({ target }) => foreign.test(target)).map(({ target }) => `${short(path)}: ${target}`),
      );
    expect(found).toEqual([]);
  });
});

describe('what a process loads', () => {
  const numerical = (loaded: ReturnType<typeof loadedWith>): string[] => [
    ...[...loaded.files].filter((path) => NUMERICAL.includes(folderOf(path))).map(short),
    ...[...loaded.packages].filter((name) => name.startsWith('@tensorflow/')),
  ];

  it('the API knows no TensorFlow, not even lazily', () => {
    const api = loadedWith([...below('http'), join(ROOT, 'src/cli/shell/service.ts')]);
    expect(api.files.size).toBeGreaterThan(50);
    expect(numerical(api)).toEqual([]);
    const lazy = [...api.files].flatMap((path) =>
      graph
        .get(path)!
        .filter((found) => found.lazy && /model|training|tensorflow/.test(found.target))
        .map(({ target }) => `${short(path)}: ${target}`),
    );
    expect(lazy).toEqual([]);
  });

  it('neither do the parents of the compute child', () => {
    expect(
      numerical(loadedWith(['fine-tune', 'match'].map((kind) => join(ROOT, `workers/${kind}-worker.ts`)))),
    ).toEqual([]);
  });

  it('the command line loads numerics, servers and the database only when a command needs them', () => {
    const shell = loadedWith([join(ROOT, 'src/cli/main.ts')]);
    expect(numerical(shell)).toEqual([]);
    expect([...shell.packages].filter((name) => /^(pg|bullmq|ioredis|fastify|pino)$/.test(name))).toEqual([]);
  });
});

describe('files', () => {
  it(`have at most ${LONGEST} lines`, () => {
    const long = [...texts].filter(([, text]) => text.split('\n').length > LONGEST + 1).map(([path]) => short(path));
    expect(long.filter((path) => !(path in LONG))).toEqual([]);
    expect(Object.keys(LONG).filter((path) => !long.includes(path))).toEqual([]); // no stale exceptions
  });
});
