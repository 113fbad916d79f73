/**
 * `npm run bench -- tournament [--replicates 8] [--steps 24] [--pairs 16] [--examples 256]`
 *
 * Compares: the parts of a whole tournament, that of the demo by default, in time and processors; no peer.
 *
 * It runs in a service of its own with an empty home: dialogue of the project, fine-tunes, checks, games and verdict. It
 * tells what each kind of worker does and waits for, fine-tunes by events, games by a look once a second, and the
 * processors that each part uses (Linux only). Times of different days compare only where the processor, which is
 * printed, and its load are the same; beside other work seconds of processors say more than those of the clock.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkTrace, withOwnService } from '../src/cli/shell/index.js';
import { markdown } from './calibration/planted-table.js';
import { benchArguments, printHeader } from './shared/bench.js';

const args = benchArguments(
  {
    replicates: { type: 'string', default: '8' },
    steps: { type: 'string', default: '24' },
    pairs: { type: 'string', default: '16' },
    examples: { type: 'string', default: '256' },
  },
  { replicates: '1', steps: '1', pairs: '1', examples: '32' },
);
const spec = {
  name: 'bench',
  arms: ['positive', 'negative'].map((id) => ({
    id,
    dose: { examples: Number(args.examples), steps: Number(args.steps) },
  })),
  replicates: Array.from({ length: Number(args.replicates) }, (_, i) => i + 1),
  pairs: Number(args.pairs),
};

const home = await mkdtemp(join(tmpdir(), 'sentimate-bench-'));
printHeader(['onnxruntime-node', 'bullmq']);
try {
  await withOwnService({ workers: true, env: { ...process.env, SENTIMATE_HOME: home } }, async ({ api }) => {
    const trace = new WorkTrace(api);
    const { id, games, fineTunes } = await api.startTournament(spec);
    for (;;) {
      await sleep(1000);
      const view = await api.tournament(id);
      if (view.state !== 'created' && view.state !== 'running') break;
      await trace.look(view);
    }
    const { seconds, rows, processors } = await trace.summary(id);
    const { line } = await api.verdict(id);
    console.log(
      `${fineTunes} fine-tunes of ${args.steps} steps and ${games} games in ${seconds.toFixed(0)} s. ${line}\n`,
    );
    const cells = rows.map((row) => [row.what, row.seconds.toFixed(1), (100 * (row.seconds / seconds)).toFixed(0)]);
    console.log(markdown(['', 'seconds', '% of the time'], cells));
    if (processors)
      console.log(
        `\n${markdown(
          ['processors', ...Object.keys(processors)],
          [
            ['used on average', ...Object.values(processors).map((each) => each.toFixed(2))],
            ['seconds', ...Object.values(processors).map((each) => (each * seconds).toFixed(0))],
          ],
        )}`,
      );
  });
} finally {
  await rm(home, { recursive: true, force: true });
}
