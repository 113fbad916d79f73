import { useEffect, useState } from 'preact/hooks';
import type { TournamentDryRun } from '../../../spec/api/index.js';
import { ApiError, post, trackConnection } from '../../api/index.js';
import { type TournamentForm, toRequest } from './form.js';

/** Milliseconds without a change after which the plan is requested again. */
const DEBOUNCE_MS = 350;

/** What the server answers to the form. */
export interface Planned {
  /** The last plan that could be made. */
  readonly plan: TournamentDryRun | undefined;
  /** Why the form cannot be planned; undefined where it can. */
  readonly problem: ApiError | undefined;
  /** Whether `plan` and `problem` are of an earlier form. */
  readonly stale: boolean;
}

/** Requests a dry run of the form after each change; nothing is stored. */
export function useDryRun(form: TournamentForm): Planned {
  const [plan, setPlan] = useState<TournamentDryRun>();
  const [problem, setProblem] = useState<ApiError>();
  const [answered, setAnswered] = useState('');
  const { name: _, ...settings } = form; // the name does not change the plan's cost
  const key = JSON.stringify(settings);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      const request = toRequest({ ...form, name: 'plan' });
      trackConnection(post<TournamentDryRun>('/tournaments?dryRun=true', request)).then(
        (answer) => {
          if (!current) return;
          setPlan(answer);
          setProblem(undefined);
          setAnswered(key);
        },
        (error: unknown) => {
          if (!current || !(error instanceof ApiError)) return;
          setProblem(error);
          setAnswered(key);
        },
      );
    }, DEBOUNCE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key]);
  return { plan, problem, stale: answered !== key };
}
