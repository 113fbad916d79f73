/**
 * `npm run release -- X.Y.Z`: checks that the changelog has something pending and the work tree is clean, dates the
 * pending section, sets the version in package.json and package-lock.json (the only places that hold it), commits and
 * tags. Nothing is pushed.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '..');
const PENDING = '## Pending';

/**
 * The changelog with its pending section named after the version, under a new empty pending section.
 * @param {string} changelog text of CHANGELOG.md
 * @param {string} version such as 1.2.0
 * @param {string} date YYYY-MM-DD
 * @returns {string}
 * @throws {Error} where there is no pending section, nothing in it, or the version has a section already
 */
export function releasedChangelog(changelog, version, date) {
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${version} is no version of the form X.Y.Z`);
  if (changelog.includes(`## ${version} `)) throw new Error(`CHANGELOG.md has a section ${version} already`);
  const at = changelog.indexOf(`${PENDING}\n`);
  if (at < 0) throw new Error(`CHANGELOG.md has no section "${PENDING}"`);
  const body = changelog.slice(at + PENDING.length);
  const next = body.search(/^## /m);
  if (!/^\s*- /m.test(next < 0 ? body : body.slice(0, next))) throw new Error('CHANGELOG.md has nothing pending');
  return `${changelog.slice(0, at)}${PENDING}\n\n## ${version} - ${date}${body}`;
}

function release(version) {
  const git = (...args) => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  if (git('status', '--porcelain').trim() !== '') throw new Error('the work tree has changes that are not committed');
  if (git('tag', '--list', `v${version}`).trim() !== '') throw new Error(`there is a tag v${version} already`);
  const changelog = join(ROOT, 'CHANGELOG.md');
  const text = releasedChangelog(readFileSync(changelog, 'utf8'), version, new Date().toISOString().slice(0, 10));
  writeFileSync(changelog, text);
  execFileSync('npm', ['version', version, '--no-git-tag-version', '--allow-same-version'], { cwd: ROOT });
  git('commit', '--quiet', '--message', `Release ${version}`, 'CHANGELOG.md', 'package.json', 'package-lock.json');
  git('tag', '--annotate', `v${version}`, '--message', `Version ${version}`);
  process.stdout.write(`release: v${version} is committed and tagged; push it with \`git push --follow-tags\`\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    release(process.argv[2] ?? '');
  } catch (error) {
    process.stderr.write(`release: ${error.message}\n`);
    process.exitCode = 1;
  }
}
