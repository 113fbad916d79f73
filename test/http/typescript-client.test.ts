import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../src/files/home.js';
import type { Verdict } from '../../src/spec/api/evidence/verdict.js';
import { useServedTournament } from './served-tournament.js';

const served = useServedTournament();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentimate-client-'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const document = await served.get<OpenAPI3>('/docs/json');
  await writeFile(join(folder, 'sentimate.d.ts'), astToString(await openapiTS(document)));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A program that prints `shown`, an expression over the verdict that it reads by the types of the generated client. */
const programOf = (shown: string): string => `
import type { paths } from './sentimate.js';

type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
} ? Body : never;
async function get<Path extends keyof paths>(path: Path, id: string): Promise<Answer<Path>> {
  const response = await fetch(process.argv[2] + path.replace('{id}', id));
  if (!response.ok) throw new Error(path + ': status ' + response.status);
  return (await response.json()) as Answer<Path>;
}
const verdict = await get('/tournaments/{id}/verdict', process.argv[3] ?? '');
console.log(JSON.stringify(${shown}));
`;

/** Compiles a program beside the generated types; returns the compiler's errors and the path of the JavaScript. */
async function compile(name: string, shown: string): Promise<{ errors: string[]; path: string }> {
  const source = join(folder, `${name}.ts`);
  await writeFile(source, programOf(shown));
  const program = ts.createProgram([source], {
    strict: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    typeRoots: [join(projectRoot(), 'node_modules', '@types')],
  });
  program.emit();
  const errors = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  return { errors, path: join(folder, `${name}.js`) };
}

describe('a TypeScript client generated from the served document', () => {
  it('compiles, and reads the verdict of a tournament with its contrast', async () => {
    const { errors, path } = await compile(
      'verdict',
      '{ state: verdict.state, arms: verdict.contrast?.arms, mean: verdict.contrast?.mean?.toFixed(3), ' +
        'differences: verdict.contrast?.differences.map(({ difference }) => difference) }',
    );
    expect(errors).toEqual([]);
    const { stdout } = await promisify(execFile)(process.execPath, [path, served.url, served.id]);
    const { state, contrast } = await served.get<Verdict>(`/tournaments/${served.id}/verdict`);
    expect(state).toBe('positive stronger');
    expect(JSON.parse(stdout)).toEqual({
      state,
      arms: ['positive', 'negative'],
      mean: contrast!.mean!.toFixed(3),
      differences: contrast!.differences.map(({ difference }) => difference),
    });
  });

  it('is refused by the compiler where it misreads an answer', async () => {
    const { errors } = await compile(
      'wrong',
      '[verdict.contrast?.middle, verdict.contrast.arms, verdict.version.length]',
    );
    expect(errors).toEqual([
      expect.stringContaining("Property 'middle' does not exist"),
      "'verdict.contrast' is possibly 'null'.",
      "Property 'length' does not exist on type 'number'.",
    ]);
  });
});
