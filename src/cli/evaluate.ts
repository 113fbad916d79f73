import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { readBook } from '../chess/openings.js';
import { checkpointDir, homeFrom, projectRoot } from '../files/home.js';
import type { Player } from '../match/index.js';
import { eloOfGames } from '../rating/index.js';
import { randomFromHash, sha256Hex, shuffle, type GameOrder } from '../spec/index.js';
import { CliError } from './errors.js';
import { ANCHORS, isHash, type AnchorName, type ContestantKey, type GameKey } from '../vocabulary/index.js';

interface EvaluateFlags {
  readonly games: string;
  readonly guard: 'none' | 'mate-and-repetition';
  readonly temperature: string;
  readonly seed: string;
  readonly json?: boolean;
}

export interface AnchorResult {
  readonly anchor: AnchorName;
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
  readonly score: number | null;
  /** Elo above the anchor with both ends of its 95 % interval; null where the games do not determine it. */
  readonly elo: number | null;
  readonly eloLow: number | null;
  readonly eloHigh: number | null;
  readonly endings: Readonly<Record<string, number>>;
}

/** `sentimate evaluate MODEL`: what a checkpoint is worth at the board against the anchors, in paired games. */
export function registerEvaluate(program: Command): void {
  program
    .command('evaluate <model>')
    .description('play a checkpoint (a shipped name, an address or a folder) against the anchors, colours swapped')
    .option('--games <n>', 'games against each anchor, an even number', '100')
    .addOption(new Option('--guard <guard>', 'what its decoding does besides').choices(['none', 'mate-and-repetition']).default('mate-and-repetition'))
    .option('--temperature <t>', 'temperature of the policy', '0')
    .option('--seed <n>', 'seed of openings and games', '1')
    .option('--json', 'print JSON')
    .action(evaluate);
}

/** The folder of a model that a person names: a shipped name, an address in the store, or a folder. */
export async function modelDir(model: string): Promise<string> {
  if (isHash(model)) return checkpointDir(homeFrom(process.env), model);
  const shipped = join(projectRoot(), 'models', model);
  if (/^[a-z][a-z0-9-]*$/.test(model) && (await stat(shipped).catch(() => undefined))?.isDirectory()) return shipped;
  return model;
}

const GAME_LIMIT = 100_000;

async function evaluate(model: string, flags: EvaluateFlags): Promise<void> {
  const games = Number(flags.games);
  if (!Number.isInteger(games) || games < 2 || games % 2 === 1 || games > GAME_LIMIT) {
    throw new CliError('usage', `--games must be an even number from 2 to ${GAME_LIMIT}`);
  }
  const temperature = Number(flags.temperature);
  if (!(temperature >= 0 && temperature <= 4)) throw new CliError('usage', '--temperature must be a number from 0 to 4');
  const { startBackend } = await import('../model/backend.js');
  const { loadNetwork } = await import('../model/checkpoint.js');
  await startBackend();
  const network = await loadNetwork(await modelDir(model));
  const book = readBook(await readFile(join(projectRoot(), 'data', 'openings', 'default.txt'), 'utf8'));
  const results: AnchorResult[] = [];
  for (const anchor of ANCHORS) {
    const player: Player = { kind: 'network', model: network, decoding: { temperature, guard: flags.guard } };
    results.push(await against(anchor, player, games, book, flags.seed));
    if (!flags.json) process.stdout.write(`${line(results.at(-1)!)}\n`);
  }
  network.dispose();
  if (flags.json) process.stdout.write(`${JSON.stringify({ model, games, results }, null, 2)}\n`);
}

const OPENING_PLIES = 4;
const MAX_PLIES = 300;

async function against(anchor: AnchorName, player: Player, games: number, book: readonly string[], seed: string): Promise<AnchorResult> {
  const { playGames } = await import('../match/index.js');
  const [me, it] = ['model', `anchor:${anchor}`] as [ContestantKey, ContestantKey];
  const openings = shuffle([...book], randomFromHash(sha256Hex(`evaluate/${seed}`)));
  const orders = Array.from({ length: games }, (_, i): GameOrder => {
    const opening = openings[(i >> 1) % openings.length]!.split(' ').slice(0, OPENING_PLIES).join(' ');
    const [white, black] = i % 2 === 0 ? [me, it] : [it, me];
    return { gameKey: sha256Hex(`evaluate/${seed}/${anchor}/${i}`) as GameKey, white, black, opening, maxPlies: MAX_PLIES };
  });
  const mine = new Map(orders.map(({ gameKey, white }) => [gameKey, white === me ? '1-0' : '0-1']));
  const tally = { wins: 0, draws: 0, losses: 0 };
  const endings: Record<string, number> = {};
  let next = 0;
  await playGames({
    players: new Map<ContestantKey, Player>([
      [me, player],
      [it, { kind: 'anchor', anchor }],
    ]),
    next: () => orders[next++],
    concurrency: 256,
    onFinished: ({ gameKey, result, termination }) => {
      tally[result === '1/2-1/2' ? 'draws' : result === mine.get(gameKey) ? 'wins' : 'losses']++;
      endings[termination] = (endings[termination] ?? 0) + 1;
    },
  });
  const { score, elo, eloLow, eloHigh } = eloOfGames(tally.wins, tally.draws, tally.losses);
  return { anchor, ...tally, score, elo, eloLow, eloHigh, endings };
}

function line({ anchor, wins, draws, losses, score, elo, eloLow, eloHigh, endings }: AnchorResult): string {
  const rating = elo === null ? 'Elo not estimable' : `Elo ${elo.toFixed(0)} (95 % ${eloLow?.toFixed(0) ?? 'open'} to ${eloHigh?.toFixed(0) ?? 'open'})`;
  const how = Object.entries(endings)
    .sort((a, b) => b[1] - a[1])
    .map(([ending, count]) => `${ending} ${count}`)
    .join(', ');
  return `against ${anchor}: ${wins} won, ${draws} drawn, ${losses} lost = ${(100 * (score ?? 0)).toFixed(1)} %  ${rating}  (${how})`;
}
