import { type Command, InvalidArgumentError } from 'commander';
import type { SprtBounds } from '../../rating/sequential/index.js';
import { CliError } from '../shell/index.js';
import { eloLines } from './elo-text.js';

interface EloFlags {
  readonly wdl?: readonly [number, number, number];
  readonly pairs?: readonly [number, number, number, number, number];
  readonly sprt?: readonly [number, number];
  readonly alpha: number;
  readonly beta: number;
  readonly bounds: SprtBounds;
  readonly json?: boolean;
}

const counts =
  (length: number) =>
  (text: string): number[] => {
    const values = text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : Number.NaN));
    if (values.length !== length || !values.every(Number.isSafeInteger))
      throw new InvalidArgumentError(`needs ${length} whole numbers separated by commas.`);
    return values;
  };

function hypotheses(text: string): [number, number] {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [elo0 = NaN, elo1 = NaN] = values;
  if (values.length !== 2 || !Number.isFinite(elo0) || !Number.isFinite(elo1) || elo0 >= elo1)
    throw new InvalidArgumentError('needs two numbers, the lower first: elo0,elo1.');
  if (elo0 < -1000 || elo1 > 1000) throw new InvalidArgumentError('must lie within -1000 and 1000.');
  return [elo0, elo1];
}

function probability(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 0.5)) throw new InvalidArgumentError('must lie between 0 and 0.5.');
  return value;
}

function scale(text: string): SprtBounds {
  if (text !== 'normalized' && text !== 'logistic' && text !== 'bayeselo')
    throw new InvalidArgumentError('is one of normalized, logistic, bayeselo.');
  return text;
}

/** `sentimate elo`: the Elo difference of two players from their results. */
export function registerElo(program: Command): void {
  program
    .command('elo')
    .description('Elo difference of two players with its 95 % interval, and a sequential test of it')
    .option('--wdl <w,d,l>', 'wins, draws and losses', counts(3))
    .option('--pairs <a,b,c,d,e>', 'pairs with colours swapped, by points: 0, ½, 1, 1½, 2', counts(5))
    .option('--sprt <elo0,elo1>', 'test whether the difference is elo1 rather than elo0', hypotheses)
    .option('--alpha <p>', 'probability of accepting if the difference is elo0', probability, 0.05)
    .option('--beta <p>', 'probability of rejecting if the difference is elo1', probability, 0.05)
    .option('--bounds <scale>', 'scale of elo0 and elo1: normalized, logistic or bayeselo', scale, 'normalized')
    .option('--json', 'print JSON')
    .action(elo);
}

async function elo({ wdl, pairs, sprt: tested, alpha, beta, bounds, json }: EloFlags): Promise<void> {
  if ((wdl === undefined) === (pairs === undefined)) throw new CliError('usage', 'give either --wdl or --pairs');
  if (tested && pairs && bounds === 'bayeselo')
    throw new CliError('usage', '--bounds bayeselo needs --wdl: pairs do not contain the number of drawn games');
  const { eloReport } = await import('./elo-report.js');
  const { report, units } = eloReport(
    wdl ? { wdl } : { pairs: pairs! },
    tested && { elo0: tested[0], elo1: tested[1], alpha, beta, bounds },
  );
  const text = json
    ? [JSON.stringify(report, null, 2)]
    : eloLines(report, `${units} ${wdl ? 'game' : 'pair'}${units === 1 ? '' : 's'}`, tested && { tested, bounds });
  process.stdout.write(`${text.join('\n')}\n`);
}
