/** Power and length of runs that may end early, simulated with seeded normal differences of blocks. */
import { firstDecision, signFlipsAtLooks } from '../stats/index.js';
import { normalDraws } from './sign-flip-power.js';

/** Values drawn in a simulation: fewer runs of longer plans. */
const DRAWS = 6000;
/** Fewest and most runs of a simulation; a power of 80 % has a standard error of 2.8 to 1.8 %. */
const RUNS = { fewest: 200, most: 500 };

/** Sign patterns of a simulated test, as a power of two: at .05 nine cost a percent of power beside all patterns. */
const bitsFor = (alpha: number): number => Math.min(14, Math.max(9, Math.ceil(Math.log2(25 / alpha))));

/** What a stop rule does at a given gap. */
export interface StopPower {
  /** Probability of a decision for the side that is stronger. */
  readonly power: number;
  /** Expected number of blocks played. */
  readonly blocks: number;
}

const cache = new Map<string, StopPower>();

function simulated(
  id: string,
  planned: number,
  decide: (z: number[]) => { at: number | null; side: number },
): StopPower {
  const known = cache.get(id);
  if (known) return known;
  const normal = normalDraws('stop rule');
  const runs = Math.min(RUNS.most, Math.max(RUNS.fewest, Math.round(DRAWS / planned)));
  let [found, blocks] = [0, 0];
  for (let i = 0; i < runs; i++) {
    const { at, side } = decide(Array.from({ length: planned }, normal));
    if (at !== null && side > 0) found++;
    blocks += at ?? planned;
  }
  const result = { power: found / runs, blocks: blocks / runs };
  cache.set(id, result);
  return result;
}

/**
 * Power and expected length of exact sequential sign flips at planned looks, for a mean difference of `shift` standard
 * deviations of one block's difference.
 */
export function lookPower(looks: readonly number[], alpha: number, shift: number): StopPower {
  const rounded = Math.round(shift * 1000) / 1000;
  return simulated(`${looks.join()} ${alpha} ${rounded}`, looks.at(-1)!, (z) => {
    const differences = z.map((value) => value + rounded);
    const { decidedAt, side } = signFlipsAtLooks(differences, { looks, alpha }, bitsFor(alpha));
    return { at: decidedAt, side: side ?? 0 };
  });
}

/**
 * Power and expected length of the e-process over blocks, for differences of the two arms' shares of points (first minus
 * second) of that mean and standard deviation.
 */
export function eProcessPower(planned: number, alpha: number, mean: number, deviation: number): StopPower {
  return simulated(`${planned} ${alpha} ${mean} ${deviation}`, planned, (z) => {
    const decision = firstDecision(
      z.map((value) => mean + deviation * value),
      alpha,
    );
    return { at: decision?.at ?? null, side: decision?.side ?? 0 };
  });
}
