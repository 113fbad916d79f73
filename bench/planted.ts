/**
 * `npm run bench -- planted`: under work.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../src/files/home.js';
import { measureGap, noisyCopy } from './calibration/gap-match.js';

const { values: args } = parseArgs({
  options: {
    model: { type: 'string', default: 'fully-connected' },
    temperatures: { type: 'string', default: '0.5,0.6,0.7,0.8' },
    noise: { type: 'string', default: '' },
    pairs: { type: 'string', default: '400' },
  },
});
const numbers = (list: string): number[] => list.split(',').filter(Boolean).map(Number);
const plain = join(projectRoot(), 'models', args.model);
const dir = await mkdtemp(join(tmpdir(), 'sentimate-planted-'));
const pairs = Number(args.pairs);
console.log('| second side | pairs | share | draws, % | white, Elo | gap, Elo | standard error | games/s |');
console.log(`|${' --- |'.repeat(8)}`);
const row = (what: string, { share, drawRate, match, elo, error, gamesPerSecond, pairs: n }: Awaited<ReturnType<typeof measureGap>>): void =>
  console.log(
    `| ${[what, n, share.toFixed(4), (100 * drawRate).toFixed(1), match.whiteAdvantage.toFixed(0), elo.toFixed(1), error.toFixed(1), gamesPerSecond.toFixed(1)].join(' | ')} |`,
  );
try {
  for (const temperature of numbers(args.temperatures))
    row(
      `temperature ${temperature}`,
      await measureGap(
        [
          { folder: plain, temperature: 0.5 },
          { folder: plain, temperature },
        ],
        pairs,
        `gap ${args.model} ${temperature} ${pairs}`,
      ),
    );
  for (const size of numbers(args.noise))
    for (const seed of ['1', '2', '3'])
      row(
        `noise ${size}, draw ${seed}`,
        await measureGap(
          [
            { folder: plain, temperature: 0.5 },
            { folder: await noisyCopy(args.model, size, seed, dir), temperature: 0.5 },
          ],
          Math.ceil(pairs / 3),
          `gap ${args.model} noise ${size} ${seed} ${pairs}`,
        ),
      );
} finally {
  await rm(dir, { recursive: true, force: true });
}
