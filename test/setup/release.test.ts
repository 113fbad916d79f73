import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot, projectVersion } from '../../src/files/home.js';

type Released = (changelog: string, version: string, date: string) => string;
let released: Released;

beforeAll(async () => {
  const file = pathToFileURL(join(projectRoot(), 'scripts/release.mjs')).href;
  ({ releasedChangelog: released } = (await import(/* @vite-ignore */ file)) as { releasedChangelog: Released });
});

const CHANGELOG = '# Changelog\n\n## Pending\n\n- A thing.\n\n## 0.1.0 - 2026-01-01\n\n- Before.\n';

describe('a release', () => {
  it('dates what is pending and leaves an empty section for what comes next', () => {
    expect(released(CHANGELOG, '0.2.0', '2026-11-30')).toBe(
      '# Changelog\n\n## Pending\n\n## 0.2.0 - 2026-11-30\n\n- A thing.\n\n## 0.1.0 - 2026-01-01\n\n- Before.\n',
    );
  });

  it.each([
    ['nothing is pending', CHANGELOG.replace('- A thing.\n\n', ''), '0.2.0', 'nothing pending'],
    ['there is no pending section', CHANGELOG.replace('Pending', 'Next'), '0.2.0', 'no section "## Pending"'],
    ['the version has a section already', CHANGELOG, '0.1.0', '0.1.0 already'],
    ['the version has another form', CHANGELOG, 'v2', 'v2 is no version'],
  ])('is refused where %s', (_, changelog, version, message) => {
    expect(() => released(changelog, version, '2026-11-30')).toThrow(message);
  });

  it('finds a pending section in the changelog as it is', () => {
    const changelog = readFileSync(join(projectRoot(), 'CHANGELOG.md'), 'utf8');
    expect(released(changelog, '999.0.0', '2026-11-30')).toContain('## 999.0.0 - 2026-11-30\n\n- ');
  });

  it('has the version in package.json alone, and the same in the lockfile', () => {
    const lock = JSON.parse(readFileSync(join(projectRoot(), 'package-lock.json'), 'utf8')) as { version: string };
    expect(lock.version).toBe(projectVersion());
  });
});
