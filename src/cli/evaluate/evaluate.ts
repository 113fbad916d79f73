import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { homeFrom } from '../../files/index.js';
import { CliError, INTERRUPT_SIGNALS, modelDir, untilSignal, wholeNumber } from '../shell/index.js';
import { commandText, writeOnCard } from './evaluate-data.js';
import type { EvaluateFlags, PartName } from './evaluate-flags.js';
import { reportLines } from './evaluate-lines.js';
import type { Bench } from './evaluate-types.js';

const PARTS: readonly PartName[] = ['moves', 'puzzles', 'chat', 'games'];
const GAME_LIMIT = 100_000;

const list = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);

/**
 * `sentimate evaluate MODEL`: what a checkpoint is worth: moves of games it never saw, puzzles, chat, and rated games.
 */
export function registerEvaluate(program: Command): void {
  program
    .command('evaluate <model>')
    .description(
      'measure a checkpoint (a shipped name, an address or a folder): held-out moves, puzzles, chat, rated games',
    )
    .option('--only <parts>', `of ${PARTS.join(', ')}, separated by commas`, list)
    .option(
      '--games-data <dataset>',
      'games dataset whose held-out positions are used, by address or name (default: the one it was trained on)',
    )
    .option('--positions <n>', 'held-out positions, spread evenly; 0 takes all', wholeNumber, 20_000)
    .option(
      '--puzzles <files...>',
      'files of puzzles: the columns of Lichess, or FEN,moves,rating; .gz and .zst as well',
    )
    .option(
      '--dialogue <datasets>',
      'dialogue datasets, by address or name, separated by commas (default: those it was trained on)',
      list,
    )
    .option('--games <n>', 'games against each opponent, an even number', wholeNumber, 100)
    .option('--anchors <names>', 'opponents without a network, separated by commas, or none', list, [
      'random',
      'greedy',
    ])
    .option(
      '--engine <engine>',
      'a UCI engine: a path, npm (the package stockfish) or none (default: stockfish, when it is installed)',
    )
    .option('--levels <levels>', 'of the engine: lowest, an Elo, or skill:0 to skill:20, separated by commas', list)
    .option('--nodes <n>', 'nodes the engine may search for a move (default: 10000)', wholeNumber)
    .option('--movetime <ms>', 'milliseconds for a move instead of nodes', wholeNumber)
    .option('--depth <n>', 'depth instead of nodes', wholeNumber)
    .addOption(
      new Option('--guard <guard>', 'what its decoding does besides, in games')
        .choices(['none', 'mate-and-repetition'])
        .default('mate-and-repetition'),
    )
    .option('--temperature <t>', 'temperature of the policy, in games', '0')
    .option('--seed <n>', 'seed of openings and games', '1')
    .option('--card', "write the results on the model's card")
    .option('--out <file>', 'write the results to this file, as JSON')
    .option('--json', 'print JSON')
    .action(evaluate);
}

function check(flags: EvaluateFlags): void {
  const fail = (message: string): never => {
    throw new CliError('usage', message);
  };
  const { games, temperature, only, anchors } = flags;
  if (games < 2 || games % 2 === 1 || games > GAME_LIMIT)
    fail(`--games must be an even number from 2 to ${GAME_LIMIT}`);
  if (!(Number(temperature) >= 0 && Number(temperature) <= 4)) fail('--temperature must be a number from 0 to 4');
  const unknown = only?.find((part) => !PARTS.includes(part));
  if (unknown !== undefined || only?.length === 0) fail(`--only takes ${PARTS.join(', ')}, separated by commas`);
  const stranger = anchors.find((name) => name !== 'none' && name !== 'random' && name !== 'greedy');
  if (stranger !== undefined) fail('--anchors takes random and greedy, separated by commas, or none');
  if ([flags.nodes, flags.movetime, flags.depth].filter((limit) => limit !== undefined).length > 1)
    fail('give one of --nodes, --movetime and --depth');
  for (const limit of ['nodes', 'movetime', 'depth'] as const)
    if (flags[limit] === 0) fail(`--${limit} must be at least 1`);
}

async function evaluate(model: string, flags: EvaluateFlags): Promise<void> {
  check(flags);
  const dir = await modelDir(model);
  await untilSignal((signal) => measureParts(model, dir, flags, signal), {
    signals: INTERRUPT_SIGNALS,
    reason: () => new CliError('stopped', 'stopped; what was asked for in writing holds the parts that were done'),
  });
}

/** Measures the parts one after another and prints, or writes to the card and to `--out`, what each found. */
async function measureParts(model: string, dir: string, flags: EvaluateFlags, signal: AbortSignal): Promise<void> {
  const { openModel } = await import('../shell/index.js');
  const { readCheckpointAddress } = await import('../../model/checkpoint/index.js');
  const { checkInputs, measure } = await import('./evaluate-parts.js');
  const home = homeFrom(process.env);
  const parts = PARTS.filter((name) => flags.only?.includes(name) ?? true);
  await checkInputs(parts, { home, flags });
  const network = await openModel(dir);
  try {
    const { card, out, json, ...said } = flags;
    const bench: Bench = { network, dir, home, flags, signal };
    const stamp = { command: commandText(model, said), measuredAt: new Date().toISOString() };
    const report: Record<string, unknown> = { model, address: await readCheckpointAddress(dir), ...stamp };
    const leftOut: { part: PartName; reason: string }[] = [];
    const text = (): string => `${JSON.stringify({ ...report, leftOut }, null, 2)}\n`;
    for (const part of parts) {
      const result = await measure(part, bench);
      if (!json) process.stdout.write(`${reportLines(result).join('\n')}\n`);
      if ('leftOut' in result) leftOut.push({ part, reason: result.leftOut });
      else report[part] = { ...stamp, ...result.found };
      // After each part, so that an engine that dies in the last game takes only its own part with it.
      if (card && part in report) await writeOnCard(dir, { [part]: report[part] });
      if (out !== undefined) await writeFile(out, text());
    }
    if (json) process.stdout.write(text());
  } finally {
    network.dispose();
  }
}
