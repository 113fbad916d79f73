import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import type { PgnTags, Report } from '../../tournament/report/index.js';
import { CliError, table } from '../shell/index.js';

/** `sentimate verdict DIR`: recomputes a report from its files, without a service, a database or a network. */
export function registerVerdict(program: Command): void {
  program
    .command('verdict')
    .description('recompute standings and verdict from the files of a report, offline, and compare')
    .argument('<folder>', 'folder written by `sentimate report ID --out`')
    .option('--json', 'print the checks and the verdict as JSON')
    .action(check);
}

async function check(folder: string, flags: { readonly json?: boolean }): Promise<void> {
  const { checkBundle } = await import('../../tournament/report/index.js');
  const report = await readReport(join(folder, 'report.json'));
  const gamesCsv = await readText(join(folder, 'games.csv'));
  const found = checkBundle({ report, gamesCsv, pgn: await readTags(join(folder, 'games.pgn')) });
  if (flags.json) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  else
    process.stdout.write(
      `${[...checkLines(found.checks), ...(found.verdict ? ['', `Verdict: ${found.verdict.line}`] : [])].join('\n')}\n`,
    );
  const failed = found.checks.filter(({ ok }) => !ok);
  if (failed.length > 0)
    throw new CliError('failed', `failed checks of the report: ${failed.map((one) => one.check).join(', ')}`);
}

/** Checks as a table. */
export function checkLines(
  checks: readonly { readonly check: string; readonly ok: boolean; readonly detail: string }[],
): string[] {
  return table(
    [{ title: 'check' }, { title: '' }, { title: 'what was found' }],
    checks.map(({ check: name, ok, detail }) => [name, ok ? 'holds' : 'FAILS', detail]),
  );
}

/** Text of a file. Throws CliError `bad-file`. */
export async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError('bad-file', `${path}: ${error.code === 'ENOENT' ? 'no such file' : 'cannot be read'}`);
  });
}

async function readReport(path: string): Promise<Report> {
  let value: Partial<Report> | null;
  try {
    value = JSON.parse(await readText(path)) as Partial<Report> | null;
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError('bad-file', `${path}: is not JSON`);
  }
  if (
    value?.object !== 'report' ||
    value.format !== 1 ||
    !value.plan?.contestants ||
    !value.tournament ||
    !Array.isArray(value.fineTunes)
  )
    throw new CliError('bad-file', `${path}: is not a report of a tournament`);
  return value as Report;
}

/** Key and result of every game in a PGN file, read line by line; null if the file does not exist. */
async function readTags(path: string): Promise<PgnTags[] | null> {
  const games: PgnTags[] = [];
  let result = '';
  try {
    for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
      const tag = /^\[(Result|GameKey) "([^"]*)"\]$/.exec(line);
      if (tag?.[1] === 'Result') result = tag[2]!;
      if (tag?.[1] === 'GameKey') games.push({ gameKey: tag[2]!, result });
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return games;
}
