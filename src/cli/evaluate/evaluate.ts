import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { homeFrom } from '../../files/index.js';
import { CliError, INTERRUPT_SIGNALS, modelDir, untilSignal, wholeNumber } from '../shell/index.js';
import { commandText, writeOnCard } from './evaluate-data.js';
import type { EvaluateFlags, PartName } from './evaluate-flags.js';
import type { EvaluationContext } from './evaluate-types.js';

const PARTS: readonly PartName[] = ['moves', 'puzzles', 'regret', 'chat', 'sharing', 'games'];
const MAX_GAMES = 100_000;

const list = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);

/**
 * `sentimate evaluate MODEL`: measures a checkpoint on moves of held-out games, puzzles, the values of all moves by an
 * engine, held-out chat and rated games.
 */
export function registerEvaluate(program: Command): void {
  program
    .command('evaluate <model>')
    .description(
      'measure a checkpoint (a shipped name, an address or a folder): held-out moves, puzzles, policy regret, chat, ' +
        'rated games',
    )
    .option('--only <parts>', `parts to measure: ${PARTS.join(', ')}, separated by commas`, list)
    .option(
      '--games-data <dataset>',
      'games dataset whose held-out positions are used, by address or name (default: the one it was trained on)',
    )
    .option('--positions <n>', 'number of held-out positions, evenly spaced; 0 for all', wholeNumber, 20_000)
    .option(
      '--puzzles <files...>',
      'puzzle files: the columns of Lichess, or FEN,moves,rating; also compressed as .gz or .zst',
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
    .option(
      '--levels <levels>',
      'levels of the engine: lowest, an Elo, or skill:0 to skill:20, separated by commas',
      list,
    )
    .option('--nodes <n>', 'nodes the engine may search for a move (default: 10000)', wholeNumber)
    .option('--movetime <ms>', 'milliseconds for a move instead of nodes', wholeNumber)
    .option('--depth <n>', 'depth instead of nodes', wholeNumber)
    .addOption(
      new Option('--guard <guard>', 'rule that overrides the policy, in games')
        .choices(['none', 'mate-and-repetition'])
        .default('mate-and-repetition'),
    )
    .option('--temperature <t>', 'temperature of the policy, in games', '0')
    .option('--seed <n>', 'seed of openings and games', '1')
    .option('--card', "write the results to the model's card")
    .option('--out <file>', 'write the results to this file, as JSON')
    .option('--json', 'print JSON')
    .action(evaluate);
}

/** Throws CliError for invalid flags. */
function checkFlags(flags: EvaluateFlags): void {
  const fail = (message: string): never => {
    throw new CliError('usage', message);
  };
  const { games, temperature, only, anchors } = flags;
  if (games < 2 || games % 2 === 1 || games > MAX_GAMES) fail(`--games must be an even number from 2 to ${MAX_GAMES}`);
  if (!(Number(temperature) >= 0 && Number(temperature) <= 4)) fail('--temperature must be a number from 0 to 4');
  const unknown = only?.find((part) => !PARTS.includes(part));
  if (unknown !== undefined || only?.length === 0) fail(`--only takes ${PARTS.join(', ')}, separated by commas`);
  const unknownAnchor = anchors.find((name) => name !== 'none' && name !== 'random' && name !== 'greedy');
  if (unknownAnchor !== undefined) fail('--anchors takes random and greedy, separated by commas, or none');
  if ([flags.nodes, flags.movetime, flags.depth].filter((limit) => limit !== undefined).length > 1)
    fail('give one of --nodes, --movetime and --depth');
  for (const limit of ['nodes', 'movetime', 'depth'] as const)
    if (flags[limit] === 0) fail(`--${limit} must be at least 1`);
}

async function evaluate(model: string, flags: EvaluateFlags): Promise<void> {
  checkFlags(flags);
  const dir = await modelDir(model);
  await untilSignal((signal) => measureParts(model, dir, flags, signal), {
    signals: INTERRUPT_SIGNALS,
    reason: () => new CliError('stopped', 'stopped; --card and --out contain the parts that were measured'),
  });
}

/** Measures the parts one after another and prints, or writes to the card and to `--out`, what each found. */
async function measureParts(model: string, dir: string, flags: EvaluateFlags, signal: AbortSignal): Promise<void> {
  const { openModel } = await import('../shell/index.js');
  const { readCheckpointAddress } = await import('../../model/checkpoint/index.js');
  const { checkInputs, measure } = await import('./evaluate-parts.js');
  const { reportLines } = await import('./evaluate-lines.js');
  const home = homeFrom(process.env);
  const parts = PARTS.filter((name) => flags.only?.includes(name) ?? true);
  await checkInputs(parts, { home, flags });
  const network = await openModel(dir);
  try {
    const { card, out, json, ...recorded } = flags;
    const context: EvaluationContext = { network, dir, home, flags, signal };
    const stamp = { command: commandText(model, recorded), measuredAt: new Date().toISOString() };
    const report: Record<string, unknown> = { model, address: await readCheckpointAddress(dir), ...stamp };
    const leftOut: { part: PartName; reason: string }[] = [];
    const text = (): string => `${JSON.stringify({ ...report, leftOut }, null, 2)}\n`;
    for (const part of parts) {
      const result = await measure(part, context);
      if (!json) process.stdout.write(`${reportLines(result).join('\n')}\n`);
      if ('leftOut' in result) leftOut.push({ part, reason: result.leftOut });
      else report[part] = { ...stamp, ...result.found };
      // Written after each part, so that a failure in a later part loses only that part.
      if (card && part in report) await writeOnCard(dir, { [part]: report[part] });
      if (out !== undefined) await writeFile(out, text());
    }
    if (json) process.stdout.write(text());
  } finally {
    network.dispose();
  }
}
