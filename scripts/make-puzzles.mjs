// Makes data/puzzles/only-moves.csv: positions with a single good move, from games that a base plays against itself,
// judged by a UCI engine.
//
//   npm run build && node scripts/make-puzzles.mjs models/default /usr/games/stockfish > data/puzzles/only-moves.csv
//
// The engine is asked for its two best moves with a fixed number of nodes. A position is kept where the best one is at
// least 200 centipawns ahead of the second, does not lose (-100) and the second does not win big (400). Every fifth ply
// of a game; at least eight legal moves.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { makeFen } from 'chessops/fen';
import { loadNetwork } from '../dist/src/model/checkpoint/checkpoint.js';
import { startBackend } from '../dist/src/model/kernels/backend.js';
import { selfPlayPositions } from '../dist/src/training/checks/self-play.js';

const [folder, engine] = process.argv.slice(2);
const NODES = 6_000;
const MOST = 200;
const MATE = 100_000;

await startBackend();
const network = await loadNetwork(folder);
const positions = await selfPlayPositions(network, { name: 'puzzles', games: 120, maxPlies: 150, stride: 5 });
network.dispose();

const child = spawn(engine);
const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
const say = (text) => child.stdin.write(`${text}\n`);
say('setoption name MultiPV value 2');
say('setoption name Threads value 1');

/** [move, centipawns] of the two best moves. */
async function twoBest(fen) {
  say('ucinewgame');
  say(`position fen ${fen}`);
  say(`go nodes ${NODES}`);
  const found = [];
  for (;;) {
    const { value } = await lines.next();
    if (value.startsWith('bestmove')) return found;
    const read = /multipv (\d) score (cp|mate) (-?\d+) .* pv (\S+)/.exec(value);
    if (read) found[read[1] - 1] = [read[4], read[2] === 'cp' ? Number(read[3]) : Math.sign(read[3]) * MATE];
  }
}

process.stdout.write('fen,best\n');
const seen = new Set();
for (const { position, legal } of positions) {
  const fen = makeFen(position.toSetup());
  if (legal.length < 8 || seen.size >= MOST || seen.has(fen)) continue;
  const [best, second] = await twoBest(fen);
  if (!best || !second || best[1] < -100 || second[1] > 400 || best[1] - second[1] < 200) continue;
  seen.add(fen);
  process.stdout.write(`${fen},${best[0]}\n`);
}
child.kill();
process.exit(0);
