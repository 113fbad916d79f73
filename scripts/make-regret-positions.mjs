// Makes data/positions/regret.csv.gz and its card: positions of games with an engine's values of all legal moves.
//
//   npm run build && node scripts/make-regret-positions.mjs /usr/games/stockfish SCRATCH GAMES.pgn...
//
// The games must be ones that no shipped base was trained on (docs/regret.md). The engine's answers are appended to the
// file SCRATCH; a second run with the same files continues there. LIMIT=n evaluates the first n positions and ends.
//
// Drawing: equal numbers of each phase, endgames first because few games reach one; in rounds over the games in random
// order, one position a round, at most three a game; at least three legal moves; from ply 8 on; no position twice
// (pieces, side to move, castling and en passant). Position i is of phase i mod 3, so that each of the 32 groups
// i mod 32 has equal numbers of each phase.
//
// Values: those of the last iteration that searched every move to the same depth. The search ends by its number of
// nodes within an iteration, whose moves searched so far would otherwise be compared with others at a lower depth.
import { spawn } from 'node:child_process';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';
import { Chess } from 'chessops';
import { makeFen, parseFen } from 'chessops/fen';
import { GAME_PHASES, legalIndices, phaseOfPosition } from '../dist/src/chess/board/index.js';
import { PgnReader, readMove } from '../dist/src/chess/pgn/index.js';
import { readText } from '../dist/src/files/index.js';
import { hashOf, randomFromHash, sha256Hex, shuffle } from '../dist/src/spec/keys/index.js';

const PER_PHASE = 1_376; // three phases of it are 32 groups of 129
const PER_GAME = 3;
const FIRST_PLY = 8;
const FEWEST_MOVES = 3;
const SEED = 1;
const NODES = 100_000;
const HASH_MIB = 64;
const MULTI_PV = 256;
const MOST_CP = 1_000;

const [engine, scratch, ...files] = process.argv.slice(2);
if (files.length === 0) throw new Error('usage: make-regret-positions.mjs ENGINE SCRATCH GAMES.pgn...');

const random = randomFromHash(hashOf({ purpose: 'regret positions', seed: SEED }));

/** Positions of a game that may be drawn, by phase; the game is read up to its first illegal move. */
function candidates({ moves }) {
  const found = Object.fromEntries(GAME_PHASES.map((phase) => [phase, []]));
  const position = Chess.default();
  for (let ply = 0; ; ply++) {
    if (ply >= FIRST_PLY && legalIndices(position).length >= FEWEST_MOVES)
      found[phaseOfPosition(position)].push(makeFen(position.toSetup()));
    const move = ply < moves.length ? readMove(position, moves[ply]) : undefined;
    if (!move) return found;
    position.play(move);
  }
}

async function readGames() {
  const games = [];
  for (const file of files) {
    const reader = new PgnReader();
    const standard = ({ tags }) => !tags.has('FEN') && (tags.get('Variant') ?? 'Standard') === 'Standard';
    const add = (parsed) => games.push(...parsed.filter(standard).map(candidates));
    for await (const text of readText(file)) add(reader.push(text));
    add(reader.end());
  }
  return games;
}

function drawPositions(games) {
  const seen = new Set();
  const taken = games.map(() => 0);
  const drawn = {};
  for (const phase of [...GAME_PHASES].reverse()) {
    drawn[phase] = [];
    for (let round = 0; round < PER_GAME; round++) {
      for (const game of shuffle([...games.keys()], random)) {
        if (drawn[phase].length === PER_PHASE || taken[game] === PER_GAME) continue;
        const fen = shuffle(games[game][phase], random).find((each) => !seen.has(identity(each)));
        if (fen === undefined) continue;
        seen.add(identity(fen));
        taken[game]++;
        drawn[phase].push(fen);
      }
    }
    if (drawn[phase].length < PER_PHASE) throw new Error(`too few games: ${drawn[phase].length} of ${phase}`);
  }
  return Array.from({ length: PER_PHASE }, (_, i) => GAME_PHASES.map((phase) => drawn[phase][i])).flat();
}

const identity = (fen) => fen.split(' ').slice(0, 4).join(' ');

const child = spawn(engine);
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
const say = (text) => child.stdin.write(`${text}\n`);

async function linesUntil(start) {
  const read = [];
  for (;;) {
    const { value, done } = await lines.next();
    if (done) throw new Error('the engine ended');
    if (value.startsWith(start)) return read;
    read.push(value);
  }
}

/** `uci:centipawns` of every legal move, best first. */
async function movesOf(fen) {
  const count = legalIndices(Chess.fromSetup(parseFen(fen).unwrap()).unwrap()).length;
  say('ucinewgame');
  say(`position fen ${fen}`);
  say(`go nodes ${NODES}`);
  const depths = new Map();
  for (const line of await linesUntil('bestmove')) {
    const read = / depth (\d+) .* score (cp|mate) (-?\d+) (?!lowerbound|upperbound).* pv (\S+)/.exec(line);
    if (!read) continue;
    const [, depth, unit, score, move] = read;
    const cp = unit === 'mate' ? Math.sign(score) * MOST_CP : Math.max(-MOST_CP, Math.min(MOST_CP, score));
    if (!depths.has(depth)) depths.set(depth, new Map());
    depths.get(depth).set(move, cp);
  }
  const complete = [...depths].filter(([, moves]) => moves.size === count).sort(([a], [b]) => b - a);
  if (complete.length === 0) throw new Error(`no complete iteration: ${fen}`);
  const moves = [...complete[0][1]].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return moves.map(([move, cp]) => `${move}:${cp}`).join(' ');
}

say('uci');
const name = (await linesUntil('uciok')).find((line) => line.startsWith('id name ')).slice('id name '.length);
say(`setoption name MultiPV value ${MULTI_PV}`);
say('setoption name Threads value 1');
say(`setoption name Hash value ${HASH_MIB}`);

const games = await readGames();
const positions = drawPositions(games).slice(0, Number(process.env.LIMIT ?? Infinity));
const known = new Map(
  (await readFile(scratch, 'utf8').catch(() => ''))
    .split('\n')
    .filter((line) => line.endsWith(';'))
    .map((line) => line.slice(0, -1).split(',')),
);
for (const fen of positions) {
  if (known.has(fen)) continue;
  known.set(fen, await movesOf(fen));
  await appendFile(scratch, `${fen},${known.get(fen)};\n`); // the semicolon marks a line that was written to its end
}
child.kill();
if (process.env.LIMIT) process.exit(0);

const text = `fen,moves\n${positions.map((fen) => `${fen},${known.get(fen)}\n`).join('')}`;
const card = {
  positions: positions.length,
  sha256: sha256Hex(text),
  byPhase: Object.fromEntries(GAME_PHASES.map((phase) => [phase, PER_PHASE])),
  drawn:
    `from ${games.length} games by seed ${SEED}: from ply ${FIRST_PLY} on, at least ${FEWEST_MOVES} legal moves, ` +
    `at most ${PER_GAME} of a game, none twice; position i is of phase i mod ${GAME_PHASES.length}`,
  games: [{ kind: 'moves of rated games of amateurs on Lichess, no base was trained on them', licence: 'CC0-1.0' }],
  engine: { name, nodes: NODES, threads: 1, hashMiB: HASH_MIB, multiPv: MULTI_PV, newGameBeforeEach: true },
  values: {
    unit: 'centipawns for the side to move, of the last iteration that searched every move',
    limit: MOST_CP,
    mate: `${MOST_CP} for the side that mates, -${MOST_CP} for the side that is mated`,
    expectedPoints: '1 / (1 + exp(-0.00368208 * centipawns))',
  },
  date: new Date().toISOString().slice(0, 10),
};
const folder = new URL('../data/positions/', import.meta.url);
await mkdir(folder, { recursive: true });
await writeFile(new URL('regret.csv.gz', folder), gzipSync(text, { level: 9 }));
await writeFile(new URL('card.json', folder), `${JSON.stringify(card, null, 2)}\n`);
process.exit(0);
