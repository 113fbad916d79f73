/** What a study replicated and what it did not: bases, datasets, fine-tuning seeds, examples. */
import type { Generality } from '../../spec/api/index.js';
import type { TournamentSpec } from '../../spec/index.js';
import { armPools, poolLines } from '../report/index.js';
import type { Combination, FactorCell } from './combinations.js';
import { countOf } from './generality-text.js';

type Replication = Generality['replication'];

/** A cell with the arms of its plan and the profile of its dataset; null where it is not stored any more. */
export type PooledCell = Pick<FactorCell, 'dataset'> & {
  readonly arms: TournamentSpec['arms'];
  readonly profile: unknown;
};

/** Returns what was replicated. `cells` and `combinations` are those of the whole plan. */
export function replicationOf(combinations: readonly Combination[], cells: readonly PooledCell[]): Replication {
  const distinct = (key: 'base' | 'dataset'): number => new Set(combinations.map((one) => one[key])).size;
  const [bases, datasets] = [distinct('base'), distinct('dataset')];
  const counts = combinations.map(({ replicates }) => replicates);
  const seeds = { fewest: Math.min(...counts), most: Math.max(...counts) };
  const pools = poolsOf(combinations, cells);
  const yesOrNo = (n: number, [one, many]: readonly [string, string]): string =>
    n > 1 ? `${countOf(n, [one, many])} were compared` : `the ${one} was not replicated: there is one`;
  return {
    bases,
    datasets,
    seeds,
    pools,
    lines: [
      yesOrNo(bases, ['base', 'bases']),
      yesOrNo(datasets, ['dataset', 'datasets']),
      seeds.most > 1
        ? `fine-tuning seeds were replicated: ${seeds.fewest === seeds.most ? '' : `${seeds.fewest} to `}` +
          `${seeds.most} with every base and dataset`
        : 'fine-tuning seeds were not replicated',
      ...[...new Set(pools.map(({ dataset }) => dataset))].flatMap((dataset) =>
        poolLines(pools.filter((pool) => pool.dataset === dataset)).map((line) => `${dataset}: ${line}`),
      ),
    ],
  };
}

/** The narrowest pool of every arm and dataset, with the largest dose, over the settings of the grid. */
function poolsOf(combinations: readonly Combination[], cells: readonly PooledCell[]): Replication['pools'] {
  const pools = new Map<string, Replication['pools'][number]>();
  const names = [...new Set(combinations.map(({ dataset }) => dataset))];
  const addresses = [...new Set(cells.map(({ dataset }) => dataset))];
  for (const { dataset: address, arms, profile } of cells) {
    const dataset = names[addresses.indexOf(address)] ?? address;
    for (const { arm, available, used } of armPools(arms, profile)) {
      const key = `${dataset} ${arm}`;
      const known = pools.get(key);
      pools.set(key, {
        dataset,
        arm,
        available: Math.min(available, known?.available ?? available),
        used: Math.max(used, known?.used ?? used),
      });
    }
  }
  return [...pools.values()];
}
