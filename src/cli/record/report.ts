import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { Game, Preregistration, Report } from '../../spec/api/index.js';
import { ApiClient, CliError, table, withOwnService } from '../shell/index.js';

interface ReportFlags {
  readonly out?: string;
  readonly preregistration?: string;
  readonly url?: string;
  readonly json?: boolean;
}

/** `sentimate report ID --out DIR`: writes the report of a tournament, or its signed plan. */
export function registerReport(program: Command): void {
  program
    .command('report')
    .description('write the report of a tournament: page, JSON, CSV of games and ratings, PGN')
    .argument('<id>', 'the tournament')
    .option('--out <folder>', 'folder for the files; created if needed')
    .option('--preregistration <file>', 'write the sealed plan with its time, signed by the service, to this file')
    .option('--url <url>', 'the service that has it; default: the record under SENTIMATE_HOME (key: SENTIMATE_API_KEY)')
    .option('--json', 'print the paths of the files as JSON')
    .action(write);
}

async function write(id: string, flags: ReportFlags): Promise<void> {
  if (flags.out === undefined && flags.preregistration === undefined)
    throw new CliError('usage', 'give --out, --preregistration or both');
  const done = async (api: ApiClient): Promise<void> => {
    if (flags.preregistration !== undefined) await writePreregistration(api, id, flags.preregistration);
    if (flags.out === undefined) return;
    const { files, report } = await writeReport(api, id, flags.out);
    if (flags.json)
      process.stdout.write(
        `${JSON.stringify({ id, files, sideEffects: report.sideEffects, cost: report.cost }, null, 2)}\n`,
      );
    else
      process.stdout.write(
        `${[
          ...files,
          '',
          report.verdict.line,
          '',
          ...(await sideEffectLines(report)),
          '',
          costLine(report),
          '',
          `to recompute it: npx sentimate verdict ${flags.out}`,
        ].join('\n')}\n`,
      );
  };
  if (flags.url !== undefined) return done(new ApiClient(flags.url, process.env.SENTIMATE_API_KEY));
  await withOwnService({ workers: false, env: process.env }, ({ api }) => done(api));
}

/** Writes the signed plan; the file is what `sentimate verify --preregistration` reads. */
async function writePreregistration(api: ApiClient, id: string, file: string): Promise<void> {
  const signed = await api.json<Preregistration>(`/tournaments/${encodeURIComponent(id)}/preregistration`);
  await writeFile(file, `${JSON.stringify(signed, null, 1)}\n`);
  process.stderr.write(`${file}: to check it: npx sentimate verify --preregistration ${file}\n`);
}

function costLine({ cost: { fineTunes, games, total, petaflopDays } }: Report): string {
  const flop = (value: number): string => value.toExponential(1);
  return (
    `Cost: ${flop(total)} FLOP (fine-tunes ${flop(fineTunes)}, games ${flop(games)}), ` +
    `${petaflopDays.toPrecision(2)} petaflop/s-days.`
  );
}

/** The table of side effects with its notes. */
async function sideEffectLines(report: Report): Promise<string[]> {
  const { sideEffectCells, sideEffectNotes } = await import('../../tournament/page/index.js');
  const { head, body } = sideEffectCells(report.sideEffects);
  if (body.length === 0) return ['No side effect has been measured yet.'];
  return [
    ...table(
      head.map((title, i) => ({ title, ...(i > 0 ? { right: true } : {}) })),
      body,
    ),
    '',
    ...sideEffectNotes(report),
  ];
}

/**
 * Writes the five files of a report and a README, overwriting existing ones, and returns their paths.
 *
 * @internal Exported for tests.
 */
export async function writeReport(
  api: ApiClient,
  id: string,
  folder: string,
): Promise<{ files: string[]; report: Report }> {
  const { gameCsvLine, GAME_COLUMNS, csvLine, ratingsCsv } = await import('../../tournament/report/index.js');
  const at = `/tournaments/${encodeURIComponent(id)}`;
  const report = await api.json<Report>(`${at}/report`); // fails before a folder is made
  await mkdir(folder, { recursive: true });
  const path = (name: string): string => join(folder, name);
  await writeFile(path('report.json'), `${JSON.stringify(report, null, 1)}\n`);
  await pipeline(await api.stream(`${at}/report`, 'text/html'), createWriteStream(path('report.html')));
  await writeFile(path('ratings.csv'), ratingsCsv(report.standings.rows));
  await pipeline(await api.stream(`${at}/games`, 'application/x-chess-pgn'), createWriteStream(path('games.pgn')));
  const games = await api.stream(`${at}/games`, 'application/x-ndjson');
  await pipeline(
    games,
    async function* (chunks: AsyncIterable<Uint8Array>) {
      yield csvLine(GAME_COLUMNS);
      for await (const line of linesOf(chunks)) yield gameCsvLine(JSON.parse(line) as Game);
    },
    createWriteStream(path('games.csv')),
  );
  await writeFile(path('README.txt'), readme(report));
  return {
    files: ['report.html', 'report.json', 'games.csv', 'ratings.csv', 'games.pgn', 'README.txt'].map(path),
    report,
  };
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function readme({ tournament, verdict }: Report): string {
  return `Report of the tournament ${tournament.id}

${verdict.line}

report.html  the page; self-contained
report.json  the same as data, with the sealed plan
games.csv    one line per game, with its key
ratings.csv  the standings
games.pgn    the moves

To recompute standings and verdict from these files alone:

  npx sentimate verdict .
`;
}
