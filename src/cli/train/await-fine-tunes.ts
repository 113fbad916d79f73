import { setTimeout as sleep } from 'node:timers/promises';
import type { FineTune, FineTuneRequest } from '../../spec/api/index.js';
import type { FineTuneChecks } from '../../spec/index.js';
import { isChildless } from '../../vocabulary/index.js';
import type { ApiClient, Progress } from '../shell/index.js';
import { CliError } from '../shell/index.js';

const POLL_PERIOD_MS = 1_000;

/** A finished fine-tune, with its child and the checks of it. */
export type FinishedFineTune = FineTune & { readonly checkpoint: string; readonly checks: FineTuneChecks };

/**
 * Requests fine-tunes and waits until all have finished; returns them in the order of the requests. An equal fine-tune
 * that exists already is returned at once. Throws CliError if one fails or is cancelled, and when `signal` aborts.
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
      const checking = runs.filter(({ phase }) => phase === 'checking').length;
      const value = runs.reduce(
        (sum, run) => sum + (run.state === 'finished' ? steps(run) : Math.min(run.step, steps(run))),
        0,
      );
      progress.update([
        {
          name: 'steps',
          value,
          total: runs.reduce((sum, run) => sum + steps(run), 0),
          note: `${done} of ${runs.length} children${checking > 0 ? `, ${checking} in its checks` : ''}`,
        },
      ]);
      const ended = runs.find(({ state }) => isChildless(state));
      if (ended)
        throw new CliError(
          'failed',
          `the fine-tune ${ended.id} is ${ended.state}${ended.error ? `: ${ended.error.message}` : ''}`,
        );
      if (done === runs.length) return runs as FinishedFineTune[];
      await sleep(POLL_PERIOD_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw new CliError('stopped', 'stopped; the same command resumes');
    }
  } finally {
    progress.stop();
  }
}
