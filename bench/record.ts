/**
 * `npm run bench -- record [--games 50000] [--max-plies 80]`
 *
 * Compares: time and space of the record by step, from the schedule to the PGN export, at a number of games; no peer.
 *
 * Legal games between random
 * movers, labelled as such, go through the recorder (claim, result, event, hash chain; never SQL of our own) and are
 * read back over HTTP. They measure storage only. Prints one table; docs/log.md has the results.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { buildApp } from '../src/http/app.js';
import { encodeCursor } from '../src/http/shared/paging.js';
import { playGames } from '../src/match/loop/play-games.js';
import type { Player } from '../src/match/player/player.js';
import type { GameOrder, GameResult, PlannedContestant } from '../src/spec/index.js';
import { hashOf } from '../src/spec/keys/index.js';
import { type Database, openDatabase } from '../src/store/base/database.js';
import { migrate } from '../src/store/base/migrate.js';
import type { ScheduleEntry } from '../src/store/base/row-types.js';
import { claimGames } from '../src/store/games/claim-games.js';
import { recordResults } from '../src/store/games/record-results.js';
import { verifyChain } from '../src/store/games/result-chain.js';
import { startPostgres } from '../src/store/postgres/postgres-server.js';
import { advanceTournaments } from '../src/store/tournaments/advance-tournaments.js';
import { createTournament } from '../src/store/tournaments/create-tournament.js';
import type { ContestantKey, GameKey, PlanHash, WorkerId } from '../src/vocabulary/ids.js';
import { benchArguments, printHeader } from './shared/bench.js';

const args = benchArguments(
  { games: { type: 'string', default: '50000' }, 'max-plies': { type: 'string', default: '80' } },
  { games: '200', 'max-plies': '10' },
);
const [GAMES, MAX_PLIES] = [Number(args.games), Number(args['max-plies'])];
const PLAYERS = 10;
/** As a match worker holds them. */
const BATCH = 512;
const LABEL = 'storage bench: legal games of the random mover';

const seconds = async <T>(work: () => Promise<T>): Promise<[number, T]> => {
  const began = performance.now();
  const value = await work();
  return [(performance.now() - began) / 1000, value];
};
const row = (name: string, value: string): void => void process.stdout.write(`${name.padEnd(44)} ${value}\n`);

const planHash = hashOf<PlanHash>({ label: LABEL, games: GAMES, maxPlies: MAX_PLIES });
const contestants = Array.from(
  { length: PLAYERS },
  (_, i): PlannedContestant => ({
    ...{
      kind: 'anchor',
      name: `random mover ${i + 1}`,
      anchor: 'random',
      arm: null,
      replicate: null,
      checkpoint: null,
      fineTuneKey: null,
      decoding: null,
    },
    key: hashOf<ContestantKey>({ label: LABEL, mover: i }),
  }),
);

/** Round robin, colours swapped in the second leg. */
function game(index: number): ScheduleEntry {
  const [pair, leg] = [Math.floor(index / 2), (index % 2) + 1];
  const first = pair % PLAYERS;
  const second = (first + 1 + (Math.floor(pair / PLAYERS) % (PLAYERS - 1))) % PLAYERS;
  const [white, black] = leg === 1 ? [first, second] : [second, first];
  const gameKey = hashOf<GameKey>({ plan: planHash, pair, leg });
  return {
    number: index + 1,
    gameKey,
    pair,
    leg,
    block: 1,
    white: contestants[white]!.key,
    black: contestants[black]!.key,
    opening: '',
  };
}

async function play(orders: readonly GameOrder[]): Promise<GameResult[]> {
  const players = new Map<ContestantKey, Player>(
    contestants.map(({ key }) => [key, { kind: 'anchor', anchor: 'random' }]),
  );
  const [waiting, results] = [[...orders].reverse(), [] as GameResult[]];
  await playGames({
    players,
    next: () => waiting.pop(),
    concurrency: BATCH,
    onFinished: (result) => results.push(result),
  });
  return results;
}

/** Claims, plays and records all games. Returns the seconds that each took. */
async function record(
  db: Database,
  tournamentId: string,
): Promise<{ claiming: number; playing: number; recording: number }> {
  const worker = uuidv7() as WorkerId;
  const spent = { claiming: 0, playing: 0, recording: 0 };
  for (let done = 0; ; ) {
    const [claiming, claimed] = await seconds(() =>
      claimGames(db, { tournamentId, worker, limit: BATCH, leaseMs: 600_000 }),
    );
    if (claimed.length === 0) return spent;
    const epochs = new Map(claimed.map(({ order, epoch }) => [order.gameKey, epoch]));
    const [playing, results] = await seconds(() => play(claimed.map(({ order }) => order)));
    const batch = results.map((result) => ({ ...result, epoch: epochs.get(result.gameKey)! }));
    const [recording] = await seconds(() => recordResults(db, { tournamentId, worker, results: batch }));
    spent.claiming += claiming;
    spent.playing += playing;
    spent.recording += recording;
    done += results.length;
    if (Math.floor(done / 100_000) > Math.floor((done - results.length) / 100_000)) {
      process.stderr.write(
        `${new Date().toISOString()} ${done} games; last batch claimed in ${(1000 * claiming).toFixed(0)} ms, recorded in ${(1000 * recording).toFixed(0)} ms\n`,
      );
    }
  }
}

async function read(url: string): Promise<void> {
  const get = async (path: string, accept = 'application/json'): Promise<Response> => {
    const answer = await fetch(`${url}${path}`, { headers: { accept } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const [standing] = await seconds(async () => (await get('/standings')).text());
  row('standings over HTTP', `${standing.toFixed(2)} s`);
  const tag = (await get('/standings')).headers.get('etag')!;
  const [unchanged, { status }] = await seconds(() => fetch(`${url}/standings`, { headers: { 'if-none-match': tag } }));
  row(`the same, asked again (${status})`, `${(1000 * unchanged).toFixed(1)} ms`);
  for (const [name, after] of [
    ['first', 0],
    ['middle', Math.floor(GAMES / 2)],
    ['last', GAMES - 100],
  ] as const) {
    const times: number[] = [];
    for (let i = 0; i < 5; i++)
      times.push(
        (
          await seconds(async () =>
            (await get(`/games?limit=100${after ? `&after=${encodeCursor('games', after)}` : ''}`)).text(),
          )
        )[0],
      );
    row(`page of 100 games, ${name}`, `${(1000 * times.sort((a, b) => a - b)[2]!).toFixed(0)} ms`);
  }
  const [exporting, bytes] = await seconds(async () => {
    let size = 0;
    for await (const chunk of (await get('/games', 'application/x-chess-pgn')).body!)
      size += (chunk as Uint8Array).length;
    return size;
  });
  row(
    'PGN export',
    `${(GAMES / exporting).toFixed(0)} games/s, ${(bytes / exporting / 1e6).toFixed(1)} MB/s (${(bytes / 1e6).toFixed(0)} MB)`,
  );
}

async function sizes(db: Database): Promise<void> {
  await db.pool.query('vacuum');
  const { rows } = await db.pool.query<{ name: string; bytes: number }>(
    `select relname as name, pg_total_relation_size(oid) as bytes from pg_class
     where relkind = 'r' and relnamespace = 'public'::regnamespace and relname in ('game', 'result', 'event') order by bytes desc`,
  );
  for (const { name, bytes } of rows)
    row(
      `on disk, table ${name} with its indexes`,
      `${(bytes / 1e6).toFixed(0)} MB, ${(bytes / GAMES).toFixed(0)} bytes a game`,
    );
}

printHeader(['pg', 'fastify']);
const home = await mkdtemp(join(tmpdir(), 'sentimate-record-'));
const log = pino({ level: 'silent' });
const server = await startPostgres(home, log);
await migrate(server.url);
const db = openDatabase(server.url, { timeoutMs: 600_000 });
const none = () => Promise.reject(new Error('the bench has no networks'));
const app = await buildApp({
  ...{ db, home, book: [], nudge: () => undefined, log, apiKeys: [] },
  queues: { enqueue: none, counts: none, close: () => Promise.resolve() },
  chat: { chat: none, move: none, evaluate: none },
});
try {
  row(LABEL, `${GAMES} games of at most ${MAX_PLIES} plies`);
  const id = uuidv7();
  const games = Array.from({ length: GAMES }, (_, i) => game(i));
  const [creating] = await seconds(() =>
    createTournament(db, {
      id,
      kind: 'match',
      name: LABEL,
      plan: { label: LABEL },
      planHash,
      maxPlies: MAX_PLIES,
      contestants,
      games,
      recipes: [],
    }),
  );
  games.length = 0;
  row('schedule written', `${creating.toFixed(1)} s, ${(GAMES / creating).toFixed(0)} games/s`);
  const { claiming, playing, recording } = await record(db, id);
  row('played (not the record’s time)', `${playing.toFixed(0)} s`);
  row('claimed', `${claiming.toFixed(1)} s, ${(GAMES / claiming).toFixed(0)} games/s`);
  row('recorded', `${recording.toFixed(1)} s, ${(GAMES / recording).toFixed(0)} games/s`);
  const [settling] = await seconds(() => advanceTournaments(db));
  row('the reconciler’s look at it', `${(1000 * settling).toFixed(0)} ms`);
  await read(`${await app.listen({ host: '127.0.0.1', port: 0 })}/matches/${id}`);
  const [verifying, chain] = await seconds(() => verifyChain(db.pool, id));
  row('hash chain verified', `${verifying.toFixed(1)} s, ${chain?.ok ? 'holds' : 'BROKEN'}`);
  await sizes(db);
  row('memory of this process, at most', `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
} finally {
  await app.close();
  await db.end();
  await server.stop();
  await rm(home, { recursive: true, force: true });
}
