import { type Command, InvalidArgumentError } from 'commander';
import type { ModelName } from '../../rating/elo/index.js';
import { CliError } from '../shell/index.js';
import { rateLines } from './rate-text.js';

interface RateFlags {
  readonly model: ModelName;
  readonly whiteAdvantage: 'fit' | number;
  readonly drawElo: 'fit' | number;
  readonly anchor?: { readonly name: string; readonly elo: number };
  readonly details?: boolean;
  readonly json?: boolean;
}

/** JSON contains the matrices up to this number of players without --details. */
const DEFAULT_DETAILS_PLAYERS = 50;
const MAX_DETAILS_PLAYERS = 1000;

function modelName(text: string): ModelName {
  if (text !== 'davidson' && text !== 'logistic' && text !== 'bayeselo')
    throw new InvalidArgumentError('is one of davidson, logistic, bayeselo.');
  return text;
}

const fitOr =
  (minimum: number) =>
  (text: string): 'fit' | number => {
    if (text === 'fit') return text;
    const value = text.trim() === '' ? NaN : Number(text);
    if (!(value >= minimum && value <= 2000))
      throw new InvalidArgumentError(`is "fit" or a number from ${minimum} to 2000.`);
    return value;
  };

function anchored(text: string, before: unknown): { name: string; elo: number } {
  const at = text.lastIndexOf('=');
  const elo = at < 1 || text.slice(at + 1).trim() === '' ? NaN : Number(text.slice(at + 1));
  if (!Number.isFinite(elo)) throw new InvalidArgumentError('needs NAME=ELO.');
  if (before !== undefined) throw new InvalidArgumentError('can be given once.');
  return { name: text.slice(0, at), elo };
}

/** `sentimate rate`: joint ratings of all players in a PGN file. */
export function registerRate(program: Command): void {
  program
    .command('rate')
    .description('joint ratings of all players in a PGN file, with White’s advantage and draws')
    .argument('<games.pgn>', 'games; also compressed as .gz or .zst')
    .option('--model <name>', 'davidson, logistic (Ordo’s) or bayeselo', modelName, 'davidson')
    .option('--white-advantage <elo>', '"fit" or Elo', fitOr(-2000), 'fit')
    .option('--draw-elo <elo>', '"fit" or the draw Elo of BayesElo', fitOr(0.001), 'fit')
    .option('--anchor <name=elo>', 'fix the Elo of one player; default: the mean is 0', anchored)
    .option('--details', `covariance, LOS and cross table also for more than ${DEFAULT_DETAILS_PLAYERS} players`)
    .option('--json', 'print JSON')
    .action(rate);
}

async function rate(path: string, { model, whiteAdvantage, drawElo, anchor, details, json }: RateFlags): Promise<void> {
  if (model === 'logistic' && drawElo !== 'fit')
    throw new CliError('usage', '--draw-elo: the logistic model has no draw parameter');
  const [{ pairingsOf, ratePlayers }, { readGamesToRate }, { buildMatrices, buildReport }] = await Promise.all([
    import('../../rating/davidson/index.js'),
    import('./rate-games.js'),
    import('./rate-report.js'),
  ]);
  const read = await readGamesToRate(path);
  const { names, cells } = read;
  if (details && names.length > MAX_DETAILS_PLAYERS)
    throw new CliError('usage', `--details: for at most ${MAX_DETAILS_PLAYERS} players`);
  const player = anchor ? names.indexOf(anchor.name) : -1;
  if (anchor && player < 0) throw new CliError('usage', `--anchor: no game of ${anchor.name} in ${path}`);
  const found = ratePlayers(cells, {
    model,
    whiteAdvantage,
    drawElo,
    ...(anchor ? { anchor: { player, elo: anchor.elo } } : {}),
  });
  if (anchor && found.groupOf[player] === -1)
    throw new CliError('failed', `--anchor: the games of ${anchor.name} do not determine a rating`);
  const pairings = pairingsOf(cells, found, model);
  const { report, order } = buildReport(read, found, pairings, model);
  if (!json) return void process.stdout.write(`${rateLines(report).join('\n')}\n`);
  const matrices =
    details || names.length <= DEFAULT_DETAILS_PLAYERS ? buildMatrices(names, order, found, pairings) : {};
  process.stdout.write(`${JSON.stringify({ ...report, ...matrices }, null, 2)}\n`);
}
