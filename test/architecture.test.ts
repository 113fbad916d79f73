import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  circlesOf,
  fileOf,
  folderOf,
  graph,
  importedFiles,
  importsOf,
  loadedWith,
  ROOT,
  roomOf,
  short,
  sources,
  texts,
} from './import-graph.js';

/** What each folder may import from, besides itself: all that lies below it on the ladder. */
const BASE = ['vocabulary', 'spec', 'files'];
const PURE = [...BASE, 'rating', 'chess', 'dialogue'];
const SERVICE = [...PURE, 'tournament', 'planning', 'store', 'queue', 'orchestration'];
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
  planning: [...PURE, 'tournament'],
  store: [...PURE, 'tournament'],
  queue: [...PURE, 'tournament'],
  orchestration: [...PURE, 'tournament', 'store', 'queue'],
  http: SERVICE,
  service: [...SERVICE, 'http'],
  dashboard: ['vocabulary', 'spec'], // types only
  cli: [...SERVICE, 'http', 'service', ...NUMERICAL],
  workers: [...SERVICE, ...NUMERICAL],
};

/** Files longer than the limit, each with its reason. */
const LONG: Readonly<Record<string, string>> = {};
const LONGEST_FILE = 300; // lines
const LONGEST_LINE = 120; // characters
const LARGEST_ROOM = 20; // files besides the door

const below = (folder: string): string[] => sources.filter((path) => folderOf(path) === folder);
const isDoor = (path: string): boolean => basename(path) === 'index.ts';

describe('the ladder of imports', () => {
  it('is read as the compiler reads it', () => {
    const text = [
      "import type { A } from './a.js';",
      "import { type B as C } from './b.js';",
      "export * from './c.js';",
      "export type { D } from './d.js';",
      "void import('./e.js');",
      "let f: import('./f.js').F;",
    ].join('\n');
    expect(
      importsOf(text, 'x.ts').map(({ target, names, types, lazy }) => [target, names.join(), types, lazy]),
    ).toEqual([
      ['./a.js', 'A', true, false],
      ['./b.js', 'B', false, false],
      ['./c.js', '*', false, false],
      ['./d.js', 'D', true, false],
      ['./e.js', '*', false, true],
      ['./f.js', '*', true, false],
    ]);
  });

  it('has a step for every folder', () => {
    expect([...new Set(sources.map(folderOf))].filter((folder) => !(folder in LADDER))).toEqual([]);
  });

  it('has no edge that goes up', () => {
    const upward: string[] = [];
    for (const path of sources) {
      const from = folderOf(path);
      for (const file of importedFiles(path)) {
        const to = folderOf(file);
        if (!existsSync(file)) upward.push(`${short(path)}: ${short(file)} does not exist`);
        else if (to !== from && !LADDER[from]!.includes(to)) upward.push(`${short(path)} imports ${short(file)}`);
      }
    }
    expect(upward).toEqual([]);
  });

  it('lets the dashboard take only types from the other folders', () => {
    const values = below('dashboard').flatMap((path) =>
      graph
        .get(path)!
        .filter(({ target, types }) => target.startsWith('.') && !types)
        .filter(({ target }) => folderOf(fileOf(path, target)) !== 'dashboard')
        .map(({ target }) => `${short(path)}: ${target}`),
    );
    expect(values).toEqual([]);
  });

  it('keeps servers and TensorFlow out of the pure folders', () => {
    const pure = /^(vocabulary|spec|rating|chess|dialogue|tournament|planning)$/;
    const foreign = /^(pg|bullmq|ioredis|fastify|@fastify\/.*|@tensorflow\/.*)$/;
    const found = sources
      .filter((path) => pure.test(folderOf(path)))
      .flatMap((path) =>
        graph
          .get(path)!
          .filter(({ target }) => foreign.test(target))
          .map(({ target }) => `${short(path)}: ${target}`),
      );
    expect(found).toEqual([]);
  });
});

describe('rooms', () => {
  it('are entered by their door alone', () => {
    const past = sources.flatMap((path) =>
      importedFiles(path)
        .filter((file) => roomOf(file) !== roomOf(path) && !isDoor(file) && !file.endsWith('.css'))
        .map((file) => `${short(path)} imports ${short(file)}`),
    );
    expect(past).toEqual([]);
  });

  it('have doors that say what they hand out', () => {
    const vague = sources
      .filter(isDoor)
      .filter((path) => !texts.get(path)!.startsWith('/**') || /export (type )?\*/.test(texts.get(path)!))
      .map(short);
    expect(vague).toEqual([]);
  });

  it('have no door that hands out what nobody takes', () => {
    const taken = new Map<string, Set<string>>();
    for (const path of sources)
      for (const { target, names } of graph.get(path)!) {
        if (!target.startsWith('.')) continue;
        const file = fileOf(path, target);
        if (!taken.has(file)) taken.set(file, new Set());
        for (const name of names) taken.get(file)!.add(name);
      }
    const spare = sources.filter(isDoor).flatMap((door) => {
      const names = graph.get(door)!.flatMap((one) => one.names);
      const used = taken.get(door) ?? new Set();
      return used.has('*') ? [] : names.filter((name) => !used.has(name)).map((name) => `${short(door)}: ${name}`);
    });
    expect(spare).toEqual([]);
  });

  it(`hold at most ${LARGEST_ROOM} files`, () => {
    const sizes = new Map<string, number>();
    for (const path of sources) if (!isDoor(path)) sizes.set(roomOf(path), (sizes.get(roomOf(path)) ?? 0) + 1);
    expect([...sizes].filter(([, size]) => size > LARGEST_ROOM)).toEqual([]);
  });

  it('have no import circles, types included', () => {
    expect(circlesOf(new Map(sources.map((path) => [short(path), importedFiles(path).map(short)])))).toEqual([]);
  });

  it('have circles found where there are some', () => {
    const edges = { a: ['b'], b: ['c'], c: ['a', 'd'], d: ['e'], e: [], f: ['g'], g: ['f'] };
    expect(circlesOf(new Map(Object.entries(edges)))).toEqual([
      ['a', 'b', 'c'],
      ['f', 'g'],
    ]);
  });
});

describe('what a process loads', () => {
  const numerical = (loaded: ReturnType<typeof loadedWith>): string[] => [
    ...[...loaded.files].filter((path) => NUMERICAL.includes(folderOf(path))).map(short),
    ...[...loaded.packages].filter((name) => name.startsWith('@tensorflow/')),
  ];

  it('the API knows no TensorFlow, not even lazily', () => {
    const api = loadedWith([...below('http'), join(ROOT, 'src/service/service.ts')]);
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
    const parents = ['fine-tune', 'match'].map((kind) => join(ROOT, `workers/${kind}-worker.ts`));
    expect(numerical(loadedWith(parents))).toEqual([]);
  });

  it('the command line loads numerics, servers and the database only when a command needs them', () => {
    const shell = loadedWith([join(ROOT, 'src/cli/main.ts')]);
    expect(numerical(shell)).toEqual([]);
    expect([...shell.packages].filter((name) => /^(pg|bullmq|ioredis|fastify|pino)$/.test(name))).toEqual([]);
  });
});

describe('exports', () => {
  it('are used by some product code', () => {
    // production mode leaves tests out; an `@internal` tag marks pure functions with known-answer tests of their own
    const knip = join(ROOT, 'node_modules/knip/bin/knip.js');
    const run = spawnSync(process.execPath, [knip, '--production', '--no-progress'], { cwd: ROOT, encoding: 'utf8' });
    expect(run.stdout.trim()).toBe('');
    expect(run.status).toBe(0);
  });
});

describe('files', () => {
  it(`have at most ${LONGEST_FILE} lines`, () => {
    const long = [...texts]
      .filter(([, text]) => text.split('\n').length > LONGEST_FILE + 1)
      .map(([path]) => short(path));
    expect(long.filter((path) => !(path in LONG))).toEqual([]);
    expect(Object.keys(LONG).filter((path) => !long.includes(path))).toEqual([]); // no stale exceptions
  });

  it(`have lines of at most ${LONGEST_LINE} characters`, () => {
    const long = [...texts].flatMap(([path, text]) =>
      text
        .split('\n')
        .flatMap((line, i) => (line.length > LONGEST_LINE ? [`${short(path)}:${i + 1} (${line.length})`] : [])),
    );
    expect(long).toEqual([]);
  });

  it('stand in folders that say what they are for', () => {
    const tops = new Set(sources.map((path) => (folderOf(path) === 'workers' ? 'workers' : `src/${folderOf(path)}`)));
    expect([...tops].filter((folder) => !existsSync(join(ROOT, folder, 'README.md')))).toEqual([]);
    const rooms = new Set(sources.map((path) => dirname(path)));
    // the entry points of the command line and of the browser are doors themselves
    const entries = ['src/cli/main.ts', 'src/dashboard/main.tsx'].map((path) => dirname(join(ROOT, path)));
    const closed = [...rooms].filter((room) => !entries.includes(room));
    expect(
      closed
        .filter((room) => roomOf(join(room, 'x.ts')) !== 'workers' && !existsSync(join(room, 'index.ts')))
        .map(short),
    ).toEqual([]);
  });
});
