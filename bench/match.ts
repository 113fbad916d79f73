/**
 * What the game loop costs without a network: both sides ask a model that answers zeros at once, so games are nearly
 * random and long. Usage after `npm run build`: node dist/bench/match.js [games] [concurrency ...]
 */
import { readFileSync } from 'node:fs';
import { POLICY_SIZE } from '../src/chess/encoding.js';
import { readBook } from '../src/chess/openings.js';
import { PHASES, playGames, type Player, type PolicyModel } from '../src/match/index.js';
import { type GameOrder, sha256Hex } from '../src/spec/index.js';
import { GUARDS, type ContestantKey, type GameKey } from '../src/vocabulary/index.js';

const [games = 500, ...sizes] = process.argv.slice(2).map(Number);
const book = readBook(readFileSync(new URL('../../data/openings/default.txt', import.meta.url), 'utf8'));

/** Answers from one buffer that is never written to: the network's time is left out. */
function zeros(largest: number): PolicyModel {
  const policy = new Float32Array(largest * POLICY_SIZE);
  const outcome = new Float32Array(largest * 3).fill(1 / 3);
  return { evaluate: async ({ length }) => ({ policy: policy.subarray(0, length * POLICY_SIZE), outcome: outcome.subarray(0, length * 3) }) };
}

function* orders(count: number): Generator<GameOrder, undefined> {
  for (let number = 0; number < count; number++) {
    yield {
      gameKey: sha256Hex(`bench ${number}`) as GameKey,
      white: (number % 2 === 0 ? 'one' : 'two') as ContestantKey,
      black: (number % 2 === 0 ? 'two' : 'one') as ContestantKey,
      opening: book[(number >> 1) % book.length]!.split(' ').slice(0, 4).join(' '),
      maxPlies: 300,
    };
  }
  return undefined;
}

const rows: Record<string, string | number>[] = [];
for (const concurrency of sizes.length > 0 ? sizes : [10, 100, 500]) {
  for (const guard of GUARDS) {
    const model = zeros(concurrency);
    const player = (): Player => ({ kind: 'network', model: { evaluate: model.evaluate }, decoding: { temperature: 1, guard } });
    const players = new Map([['one', player()], ['two', player()]]) as unknown as ReadonlyMap<ContestantKey, Player>;
    const play = (count: number) => {
      const queue = orders(count);
      return playGames({ players, next: () => queue.next().value, concurrency, onFinished: () => undefined });
    };
    await play(Math.ceil(games / 10)); // warms the compiler up
    const cpu = process.cpuUsage();
    const began = performance.now();
    const report = await play(games);
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const total = Object.values(report.seconds).reduce((sum, part) => sum + part);
    rows.push({
      concurrency,
      guard,
      'games/s': round(report.games / seconds),
      'plies/s': Math.round(report.plies / seconds),
      'plies a game': round(report.plies / report.games),
      'batch': round(report.positions / report.batches),
      'CPU us/ply': round((user + system) / report.plies),
      ...Object.fromEntries(PHASES.map((phase) => [`${phase} %`, round((100 * report.seconds[phase]) / total)])),
    });
  }
}
console.log(`${games} games a row, Node ${process.version}, model of zeros; share of time by phase.`);
console.table(rows);

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
