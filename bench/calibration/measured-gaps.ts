/** Gaps that direct matches measured, kept in a file so that each is measured once. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../src/files/home.js';
import { type Gap, measureGap } from './gap-match.js';
import { PLAIN_TEMPERATURE } from './planted-runs.js';

/** The gap between the plain temperature and this one. */
export type MeasuredGap = Gap & { readonly temperature: number };

/** Measures the gaps at these temperatures that are not yet in the home's file; returns all in the file. */
export async function measuredGaps(
  home: string,
  {
    model,
    temperatures,
    pairs,
  }: { readonly model: string; readonly temperatures: readonly number[]; readonly pairs: number },
  note: (line: string) => void,
): Promise<MeasuredGap[]> {
  const file = join(home, 'planted-gaps.json');
  const gaps = JSON.parse(await readFile(file, 'utf8').catch(() => '[]')) as MeasuredGap[];
  const folder = join(projectRoot(), 'models', model);
  for (const temperature of temperatures) {
    if (gaps.some((gap) => gap.temperature === temperature)) continue;
    const sides = [PLAIN_TEMPERATURE, temperature].map((one) => ({ folder, temperature: one }));
    const gap = await measureGap([sides[0]!, sides[1]!], pairs, `gap ${model} ${temperature} ${pairs}`);
    gaps.push({ ...gap, temperature });
    await writeFile(`${file}.new`, JSON.stringify(gaps));
    await rename(`${file}.new`, file);
    note(`temperature ${temperature}: ${gap.elo.toFixed(1)} ± ${gap.error.toFixed(1)} Elo`);
  }
  return gaps;
}

/** Elo per degree of temperature above the plain one, by weighted least squares through the origin. */
export function eloPerDegree(gaps: readonly MeasuredGap[]): { readonly slope: number; readonly error: number } {
  let [xy, xx] = [0, 0];
  for (const { temperature, elo, error } of gaps) {
    const x = temperature - PLAIN_TEMPERATURE;
    xy += (x * elo) / error ** 2;
    xx += x ** 2 / error ** 2;
  }
  return { slope: xy / xx, error: 1 / Math.sqrt(xx) };
}
