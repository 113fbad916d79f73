import { setTimeout as sleep } from 'node:timers/promises';
import type { FineTune } from '../../spec/api/index.js';
import type { FineTuneChecks, FineTuneRequest } from '../../spec/index.js';
import { isChildless } from '../../vocabulary/index.js';
import type { ApiClient, Progress } from '../shell/index.js';
import { CliError } from '../shell/index.js';

const POLL_EVERY = 1_000; // milliseconds

/** A finished fine-tune, with its child and the checks of it. */
export type FinishedFineTune = FineTune & { readonly checkpoint: string; readonly checks: FineTuneChecks };

/**
 * Orders children and waits for them, in the order of the requests. One that was made before is there at once. Throws
 * CliError when one ends without a child, and when `signal` aborts.
 */
export async function awaitFineTunes(
  api: ApiClient,
  requests: readonly FineTuneRequest[],
  progress: Progress,
  signal: AbortSignal,
): Promise<FinishedFineTune[]> {
  const orders: FineTune[] = [];
  for (const request of requests) orders.push(await api.json<FineTune>('/fine-tunes', request));
  try {
    for (;;) {
      const runs = await Promise.all(orders.map(({ id }) => api.json<FineTune>(`/fine-tunes/${id}`)));
      const steps = ({ recipe }: FineTune): number => recipe.treatment.dose.steps;
      const done = runs.filter(({ state }) => state === 'finished').length;
      const value = runs.reduce(
        (sum, run) => sum + (run.state === 'finished' ? steps(run) : Math.min(run.step, steps(run))),
        0,
      );
      progress.update([
        {
          name: 'steps',
          value,
          total: runs.reduce((sum, run) => sum + steps(run), 0),
          note: `${done} of ${runs.length} children`,
        },
      ]);
      const lost = runs.find(({ state }) => isChildless(state));
      if (lost)
        throw new CliError(
          'failed',
          `the fine-tune ${lost.id} is ${lost.state}${lost.error ? `: ${lost.error.message}` : ''}`,
        );
      if (done === runs.length) return runs as FinishedFineTune[];
      await sleep(POLL_EVERY, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw new CliError('stopped', 'stopped; the same command goes on from here');
    }
  } finally {
    progress.stop();
  }
}
