/** What keeps `npm test` whole on a machine that has nothing but Node, pip and a C++ compiler. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const TEST = join(import.meta.dirname, '..');
const files = readdirSync(TEST, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.test.ts') && !name.endsWith('.peers.test.ts'));
const using = (pattern: RegExp): string[] =>
  files.filter((name) => pattern.test(readFileSync(join(TEST, name), 'utf8')));

describe('the tests of npm test', () => {
  it('use no other program and no reference data: such tests are named *.peers.test.ts', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(using(/from '.*\/(python|shared-data|redis-server|chromium)\.js'/)).toEqual([]);
  });

  it('leave themselves out nowhere', () => {
    const skipping = /\b(it|test|describe|context)\.(skip|todo|skipIf|runIf)\b/;
    expect(using(skipping)).toEqual([]);
  });
});
