/** The imports between the files of `src` and `workers`, read by TypeScript's own parser. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

export const ROOT = resolve(import.meta.dirname, '..');

/** One import or re-export of a file. */
export interface Import {
  /** As written: a relative path or the name of a package. */
  readonly target: string;
  /** Names taken from the target; `*` for the whole module. */
  readonly names: readonly string[];
  /** Erased by the compiler: nothing is loaded. */
  readonly types: boolean;
  /** `import()`: loaded when the line runs. */
  readonly lazy: boolean;
}

function namesOf(node: ts.ImportDeclaration | ts.ExportDeclaration): string[] {
  if (ts.isExportDeclaration(node)) {
    const clause = node.exportClause;
    return clause && ts.isNamedExports(clause)
      ? clause.elements.map(({ propertyName, name }) => (propertyName ?? name).text)
      : ['*'];
  }
  const bindings = node.importClause?.namedBindings;
  return bindings && ts.isNamedImports(bindings)
    ? bindings.elements.map(({ propertyName, name }) => (propertyName ?? name).text)
    : ['*'];
}

/** Every import, re-export, `import()` and `import('…')` type of a source text. */
export function importsOf(text: string, path: string): Import[] {
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
      found.push({ target: node.moduleSpecifier.text, names: namesOf(node), types, lazy: false });
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal))
      found.push({ target: node.argument.literal.text, names: ['*'], types: true, lazy: false });
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [target] = node.arguments;
      if (target && ts.isStringLiteral(target))
        found.push({ target: target.text, names: ['*'], types: false, lazy: true });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return found;
}

/** Absolute paths of all sources. */
export const sources: readonly string[] = ['src', 'workers'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(ROOT, folder, name)),
);
export const texts: ReadonlyMap<string, string> = new Map(sources.map((path) => [path, readFileSync(path, 'utf8')]));
export const graph: ReadonlyMap<string, readonly Import[]> = new Map(
  [...texts].map(([path, text]) => [path, importsOf(text, path)]),
);

/** Relative to the project's root. */
export const short = (path: string): string => relative(ROOT, path);

/** The folder on the ladder: `store`, `http`, … or `workers`. */
export function folderOf(path: string): string {
  const [top, folder] = short(path).split('/');
  return top === 'workers' ? 'workers' : folder!;
}

/** The room: the folder that holds the file. The child process of `workers` is one room with its entry points. */
export function roomOf(path: string): string {
  return folderOf(path) === 'workers' ? 'workers' : dirname(short(path));
}

/** The source that an import means, whether or not it exists. */
export function fileOf(from: string, target: string): string {
  const source = resolve(dirname(from), target).replace(/\.js$/, '.ts');
  return existsSync(`${source}x`) ? `${source}x` : source;
}

/** The files of ours that a file imports: eagerly, lazily and for types. */
export const importedFiles = (path: string): string[] =>
  (graph.get(path) ?? []).flatMap(({ target }) => (target.startsWith('.') ? [fileOf(path, target)] : []));

/** Everything that is loaded at once with the files of `start`: our files and the names of packages. */
export function loadedWith(start: readonly string[]): { files: Set<string>; packages: Set<string> } {
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

/** Circles of a graph: strongly connected sets of more than one node (Tarjan, SIAM J. Comput. 1, 1972). */
export function circlesOf(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const circles: string[][] = [];
  const visit = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.get(node)!);
    stack.push(node);
    onStack.add(node);
    for (const next of edges.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (onStack.has(next)) low.set(node, Math.min(low.get(node)!, low.get(next)!));
    }
    if (low.get(node) !== index.get(node)) return;
    const circle = stack.splice(stack.indexOf(node));
    for (const member of circle) onStack.delete(member);
    if (circle.length > 1) circles.push(circle.sort());
  };
  for (const node of edges.keys()) if (!index.has(node)) visit(node);
  return circles;
}
