import { setTimeout as sleep } from 'node:timers/promises';
import type { FineTune, Match, Tournament } from '../../spec/api/index.js';
import type { ApiClient, Played, Progress, ProgressTask } from '../shell/index.js';
import { CliError } from '../shell/index.js';

const POLL_PERIOD_MS = 1_000;

/** Singular nouns for messages. */
export const NOUN: Readonly<Record<Played, string>> = { tournaments: 'tournament', matches: 'match' };

function fineTuneTask(fineTunes: readonly FineTune[]): ProgressTask {
  const steps = ({ recipe }: FineTune): number => recipe.treatment.dose.steps;
  const total = fineTunes.reduce((sum, run) => sum + steps(run), 0);
  const value = fineTunes.reduce(
    (sum, run) => sum + (run.state === 'finished' ? steps(run) : Math.min(run.step, steps(run))),
    0,
  );
  const running = fineTunes
    .filter(({ state }) => state === 'running')
    .map(({ recipe }) => `${recipe.treatment.tone}/${recipe.seed}`);
  const finished = fineTunes.filter(({ state }) => state === 'finished').length;
  const failed = fineTunes.filter(({ state }) => state === 'failed').length;
  const note = [
    `${finished} of ${fineTunes.length} children`,
    ...(running.length ? [`training ${running.join(', ')}`] : []),
    ...(failed ? [`${failed} failed`] : []),
  ];
  return { name: 'steps', value, total, note: note.join(', ') };
}

/** How a tournament ended: `trouble` is the reason in one line if it did not finish, else null. */
export interface Ending {
  readonly view: Tournament | Match;
  readonly trouble: string | null;
}

/**
 * Shows the progress of a tournament or match until it ends; `onLook` gets it each time, about once a second. A failed
 * or cancelled one is returned too, because the games it has played are valid. Throws CliError when `signal` aborts;
 * the tournament itself continues.
 */
export async function follow(
  api: ApiClient,
  id: string,
  progress: Progress,
  signal: AbortSignal,
  kind: Played = 'tournaments',
  onLook: (view: Tournament | Match) => Promise<void> = async () => undefined,
): Promise<Ending> {
  let view: Tournament | Match;
  try {
    for (;;) {
      view = await api.tournament(id, kind);
      await onLook(view);
      const { games, done, claimed } = view.progress;
      const training = kind === 'tournaments' ? [fineTuneTask(await api.fineTunes(id))] : [];
      progress.update([
        ...training,
        { name: 'games', value: done, total: games, note: claimed ? `${claimed} on the boards` : '' },
      ]);
      if (view.state !== 'created' && view.state !== 'running') break;
      await sleep(POLL_PERIOD_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted)
        throw new CliError('stopped', `stopped; \`sentimate serve\` goes on with ${NOUN[kind]} ${id}`);
    }
  } finally {
    progress.stop();
  }
  if (view.state === 'finished') return { view, trouble: null };
  const failed = kind === 'matches' ? undefined : (await api.fineTunes(id)).find(({ error }) => error !== null)?.error;
  const cause = view.error ?? failed;
  return { view, trouble: `the ${NOUN[kind]} is ${view.state}${cause ? `: ${cause.message}` : ''}` };
}
