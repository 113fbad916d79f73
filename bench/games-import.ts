/**
 * Compares: games a second and memory of `import games` with raw parsing of the same PGN by chessops.
 *
 *   npm run bench -- games-import --pgn FILE [--pgn FILE] [--rounds 3] [--megabytes 2000] [--only ours]
 *
 * Chessops reads with its own parser of PGN and plays every move of the main line. The two take turns, each time in a
 * new process. The files, compressed or not, are joined to one plain file; with `--megabytes` they are repeated until it
 * is so large, to see whether memory depends on the size. Repeated training positions are stored once; evaluations in
 * comments are stored each time, and take up to twice the space of the file.
 */
import { fork } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PgnParser, startingPosition } from 'chessops/pgn';
import { parseSan } from 'chessops/san';
import { importGames } from '../src/chess/dataset/index.js';
import { readText } from '../src/files/index.js';
import { benchArguments, printHeader } from './shared/bench.js';

const NAMES = ['ours', 'chessops'] as const;
type Name = (typeof NAMES)[number];
/** What one process measured: seconds of the processor and of the clock, and its largest resident memory. */
interface Measured {
  readonly games: number;
  readonly positions: number;
  readonly cpu: number;
  readonly wall: number;
  readonly mebibytes: number;
}

const args = benchArguments(
  {
    pgn: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '3' },
    megabytes: { type: 'string', default: '0' },
    only: { type: 'string' },
    run: { type: 'string' }, // in a process of its own
  },
  { rounds: '1' },
);
const files = args.pgn ?? [];

/** Imports the file into a home that is removed afterwards. */
async function ours(file: string): Promise<{ games: number; positions: number }> {
  const home = await mkdtemp(join(tmpdir(), 'sentimate-import-'));
  try {
    const { games, plies } = await importGames({ files: [file], home });
    return { games: games.read, positions: Math.round((plies.mean ?? 0) * games.kept) };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Games and moves of the file as chessops reads them; nothing is stored. */
async function chessops(file: string): Promise<{ games: number; positions: number }> {
  let [games, positions] = [0, 0];
  const parser = new PgnParser((game) => {
    games++;
    const position = startingPosition(game.headers).unwrap();
    for (const { san } of game.moves.mainline()) {
      const move = parseSan(position, san);
      if (!move) break;
      position.play(move);
      positions++;
    }
  });
  for await (const text of createReadStream(file, { encoding: 'utf8', highWaterMark: 2 ** 18 }))
    parser.parse(text as string, { stream: true });
  parser.parse('');
  return { games, positions };
}

/** Runs one of the two in a new process. Throws Error if that process fails. */
function measured(name: Name, file: string): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(process.argv[1]!, ['--run', name, '--pgn', file]);
    child.once('message', (found: Measured) => resolve(found));
    child.once('exit', (status) => status !== 0 && reject(new Error(`${name} ended with status ${status}`)));
  });
}

/** Writes the text of the files to one plain file, again and again until it has `bytes`; at least once. */
async function joined(files: readonly string[], to: string, bytes: number): Promise<void> {
  const handle = await open(to, 'wx');
  try {
    let written = 0;
    do {
      for (const file of files)
        for await (const text of readText(file)) written += (await handle.write(`${text}`)).bytesWritten;
      written += (await handle.write('\n\n')).bytesWritten;
    } while (written < bytes);
  } finally {
    await handle.close();
  }
}

async function compare(): Promise<void> {
  const names = NAMES.filter((name) => args.only === undefined || args.only === name);
  const [rounds, bytes] = [Number(args.rounds), Number(args.megabytes) * 1e6];
  if (files.length === 0 || names.length === 0 || !(rounds >= 1) || !(bytes >= 0))
    throw new Error('--pgn: give files; --rounds from 1, --megabytes from 0, --only ours or chessops');
  const folder = await mkdtemp(join(tmpdir(), 'sentimate-games-'));
  try {
    const file = join(folder, 'games.pgn');
    await joined(files, file, bytes);
    printHeader(['chessops']);
    console.log('| round | | games | positions | games/s of processor time | games/s | largest memory, MiB |');
    console.log('| ---: | --- | ---: | ---: | ---: | ---: | ---: |');
    for (let round = 1; round <= rounds; round++)
      for (const name of names) {
        const { games, positions, cpu, wall, mebibytes } = await measured(name, file);
        const cells = [games, positions, games / cpu, games / wall, mebibytes].map((value) => value.toFixed(0));
        console.log(`| ${round} | ${name} | ${cells.join(' | ')} |`);
      }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The work of one process: measures the file, without the loading of the code, and tells its parent. */
async function measureHere(name: Name, file: string): Promise<void> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  const found = await (name === 'ours' ? ours(file) : chessops(file));
  const { user, system } = process.cpuUsage(before);
  const measured: Measured = {
    ...found,
    cpu: (user + system) / 1e6,
    wall: (performance.now() - start) / 1000,
    mebibytes: process.resourceUsage().maxRSS / 1024,
  };
  process.send!(measured);
}

await (args.run === undefined ? compare() : measureHere(args.run as Name, files[0]!));
