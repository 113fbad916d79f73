import { InvalidArgumentError, type Command } from 'commander';
import { CliError } from './errors.js';

interface EloFlags {
  readonly wdl?: readonly number[];
  readonly pairs?: readonly number[];
  readonly json?: boolean;
}

const counts =
  (length: number) =>
  (text: string): number[] => {
    const values = text.split(',').map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : Number.NaN));
    if (values.length !== length || !values.every(Number.isSafeInteger)) throw new InvalidArgumentError(`needs ${length} whole numbers separated by commas.`);
    return values;
  };

/** `sentimate elo`: the difference of two players from their games alone. */
export function registerElo(program: Command): void {
  program
    .command('elo')
    .description('the Elo difference that results show, with its 95 % interval')
    .option('--wdl <w,d,l>', 'wins, draws and losses', counts(3))
    .option('--pairs <a,b,c,d,e>', 'pairs with colours swapped in which 0, ½, 1, 1½, 2 points were made', counts(5))
    .option('--json', 'print JSON')
    .action(elo);
}

async function elo({ wdl, pairs, json }: EloFlags): Promise<void> {
  if ((wdl === undefined) === (pairs === undefined)) throw new CliError('usage', 'give either --wdl or --pairs');
  const { eloOfGames, eloOfPairs } = await import('../rating/index.js');
  const found = wdl ? eloOfGames(wdl[0]!, wdl[1]!, wdl[2]!) : eloOfPairs(pairs as [number, number, number, number, number]);
  if (json) return void process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  const number = (value: number | null, digits = 1): string => (value === null ? 'not estimable' : value.toFixed(digits));
  const score = found.score === null ? null : 100 * found.score;
  const lines = [
    `score  ${number(score)} % of ${found.units} ${wdl ? 'games' : 'pairs'}`,
    `Elo    ${number(found.elo)} (95 % interval ${number(found.eloLow)} to ${number(found.eloHigh)})`,
    `nElo   ${number(found.nelo)}${found.neloError === null ? '' : ` ± ${number(found.neloError)}`}`,
    `LOS    ${found.los === null ? 'not estimable' : `${(100 * found.los).toFixed(1)} %`}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
