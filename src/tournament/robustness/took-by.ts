import type { FineTuneChecks } from '../../spec/index.js';
import type { FineTuneKey } from '../../vocabulary/index.js';
import type { BlockPlayers, Verdict } from '../verdict/index.js';

/** What is judged. */
interface Judged {
  readonly treatment: Verdict['treatment'];
  readonly players: readonly BlockPlayers[];
  readonly checks: ReadonlyMap<FineTuneKey, FineTuneChecks>;
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean tone of a child's replies by one judge, -1 to 1; undefined where it was not measured. */
function toneOf(judge: 'vader' | 'classifier', { tone, replySentiment }: FineTuneChecks): number | undefined {
  if (tone) return meanOf(tone[judge]);
  return judge === 'vader' ? replySentiment.difference : undefined; // checks of earlier versions
}

/**
 * The replicates whose two children differ in tone by the plan's least effect or more, on the side that the tones
 * promise; a reason where none of that can be told or where it leaves fewer than two.
 */
export function tookBy(
  judge: 'vader' | 'classifier',
  { treatment, players, checks }: Judged,
): readonly number[] | string {
  if (!treatment || treatment.expected === 'no side') return 'the tones of the arms promise no side';
  const side = treatment.expected === 'first more positive' ? 1 : -1;
  const differences = players.map(({ block, first, second }) => {
    const [a, b] = [first, second].map(({ fineTuneKey }) => {
      const own = checks.get(fineTuneKey!);
      return own && toneOf(judge, own);
    });
    return { block, difference: a === undefined || b === undefined ? null : side * (a - b) };
  });
  if (differences.some(({ difference }) => difference === null)) return 'this judge did not judge every child';
  const took = differences.filter(({ difference }) => difference! >= treatment.leastEffect).map(({ block }) => block);
  return took.length < 2 ? 'it took in fewer than two replicates' : took;
}
