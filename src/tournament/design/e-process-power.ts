import { firstDecision, normalNumbers } from '../stats/index.js';
import type { SequentialPower } from './sequential-power.js';

/** Simulated runs. */
const RUNS = 1000;

/**
 * Power and expected length of the e-process over blocks (`symmetryProcess`), simulated and seeded, for normal
 * differences of the two arms' shares of points (first minus second) of that mean and standard deviation.
 */
export function eProcessPower(
  { planned, alpha }: { readonly planned: number; readonly alpha: number },
  { mean, deviation }: { readonly mean: number; readonly deviation: number },
): SequentialPower {
  const normal = normalNumbers('power of the e-process');
  let [found, blocks] = [0, 0];
  for (let run = 0; run < RUNS; run++) {
    const differences = Array.from({ length: planned }, () => mean + deviation * normal());
    const decision = firstDecision(differences, alpha);
    if (decision?.side === 1) found++;
    blocks += decision?.at ?? planned;
  }
  return { power: found / RUNS, blocks: blocks / RUNS };
}
