import { join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/files/home.js';

it('the examples in TypeScript and JavaScript have no type error against the types of the API', () => {
  const files = ['batch-study.ts', 'tournament.mjs'].map((name) => join(projectRoot(), 'examples', name));
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    allowJs: true,
    checkJs: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(projectRoot(), 'node_modules', '@types')],
  });
  expect(program.getSourceFiles().some(({ fileName }) => fileName.endsWith('src/spec/api/index.ts'))).toBe(true);
  expect(
    ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')),
  ).toEqual([]);
});
