/**
 * `npm run bench -- tournament [--replicates 8] [--steps 24] [--pairs 16] [--examples 256]`
 *
 * Compares: the parts of a whole tournament, that of the demo by default, in time and processors; no peer.
 *
 * It runs in a service of its own with an empty home: dialogue of the project, fine-tunes, checks, games and
 * verdict. Once a second it looks at what each kind of worker does and at the processors that each part uses. Times of
 * different days compare only where the processor, which is printed, and its load are the same. Linux only.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, withOwnService } from '../src/cli/shell/index.js';
import { markdown } from './calibration/planted-table.js';
import { benchArguments, printHeader } from './shared/bench.js';
import { type Part, processorSeconds } from './tournament/processor-use.js';

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

/** What is looked at once a second; a sample counts for the time since the one before. */
class Trace {
  readonly #seconds = new Map<string, number>();
  #last = performance.now();

  /** Adds the time since the last sample to what goes on now. */
  add(states: readonly string[]): void {
    const seconds = (performance.now() - this.#last) / 1000;
    this.#last = performance.now();
    for (const state of states) this.#seconds.set(state, (this.#seconds.get(state) ?? 0) + seconds);
  }

  rows(total: number): (string | number)[][] {
    return [...this.#seconds]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([state, seconds]) => [state, seconds.toFixed(0), (100 * (seconds / total)).toFixed(0)]);
  }
}

async function statesOf(api: ApiClient, id: string): Promise<{ readonly states: string[]; readonly ended: boolean }> {
  const { state, progress } = await api.tournament(id);
  const runs = await api.fineTunes(id);
  const running = runs.filter((run) => run.state === 'running');
  const fineTune = running.some(({ phase }) => phase === 'checking')
    ? 'checks'
    : running.some(({ step }) => step > 0)
      ? 'trains'
      : running.length > 0
        ? 'loads, and takes its first steps' // told every few steps
        : runs.every((run) => run.state === 'finished')
          ? 'has ended'
          : 'waits';
  const games = progress.claimed > 0 ? 'plays' : progress.done === progress.games ? 'has ended' : 'waits for children';
  return {
    states: [`fine-tune worker ${fineTune}`, `match worker ${games}`],
    ended: state !== 'created' && state !== 'running',
  };
}

const home = await mkdtemp(join(tmpdir(), 'sentimate-bench-'));
printHeader(['onnxruntime-node', 'bullmq']);
try {
  await withOwnService({ workers: true, env: { ...process.env, SENTIMATE_HOME: home } }, async ({ api }) => {
    const before = processorSeconds(process.pid);
    const trace = new Trace();
    const started = performance.now();
    const { id, games, fineTunes } = await api.startTournament(spec);
    for (;;) {
      await sleep(1000);
      const { states, ended } = await statesOf(api, id);
      if (ended) break;
      trace.add(states);
    }
    const seconds = (performance.now() - started) / 1000;
    const after = processorSeconds(process.pid);
    const { line } = await api.verdict(id);
    console.log(
      `${fineTunes} fine-tunes of ${args.steps} steps and ${games} games in ${seconds.toFixed(0)} s. ${line}\n`,
    );
    console.log(markdown(['', 'seconds', '% of the time'], trace.rows(seconds)));
    const parts = Object.keys(after) as Part[];
    const used = parts.map((part) => (after[part] - before[part]) / seconds);
    console.log(
      `\n${markdown(
        ['processors used on average', ...parts, 'all'],
        [['', ...used.map((each) => each.toFixed(2)), used.reduce((sum, each) => sum + each, 0).toFixed(2)]],
      )}`,
    );
  });
} finally {
  await rm(home, { recursive: true, force: true });
}
