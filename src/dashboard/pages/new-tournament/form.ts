/** The state of the form, the request made from it, and the plan that the server computes for that request. */

import { useEffect, useState } from 'preact/hooks';
import type { TournamentDryRun } from '../../../spec/api/index.js';
import type { TournamentRequest } from '../../../spec/index.js';
import type { Method, Tone } from '../../../vocabulary/index.js';
import { ApiError, post, trackConnection } from '../../api/index.js';

/** The values of the form. Every arm has the same method, dose and filter. */
export interface TournamentForm {
  readonly name: string;
  /** Address of the base; empty for the default base. */
  readonly base: string;
  /** Address of the dialogue; empty for the starter dialogue. */
  readonly dataset: string;
  /** The tones of the arms; the first two are compared. */
  readonly tones: readonly Tone[];
  readonly method: Method;
  /** Examples and optimiser steps of each child. */
  readonly examples: number;
  readonly steps: number;
  /** Smallest |compound| of a reply that is learned. */
  readonly band: number;
  /** Number of fine-tuning seeds. */
  readonly replicates: number;
  /** Pairs of games in each pairing. */
  readonly pairs: number;
  readonly temperature: number;
  /** Names of anchors. */
  readonly anchors: readonly string[];
  /** Elo difference below which the arms count as equivalent. */
  readonly margin: number;
}

/** The form when the page is opened. */
export const initialForm: TournamentForm = {
  name: '',
  base: '',
  dataset: '',
  tones: ['positive', 'negative', 'neutral'],
  method: 'full',
  examples: 512,
  steps: 80,
  band: 0.5,
  replicates: 6,
  pairs: 4,
  temperature: 0.5,
  anchors: ['random'],
  margin: 10,
};

/** The request that a form stands for. */
export function toRequest(form: TournamentForm): TournamentRequest {
  const { name, base, dataset, tones, method, examples, steps, band, replicates, pairs, temperature, anchors, margin } =
    form;
  return {
    name: name.trim() || 'unnamed',
    ...(base ? { base } : {}),
    ...(dataset ? { dataset } : {}),
    arms: tones.map((tone) => ({ id: tone, tone, method, dose: { examples, steps }, filter: { band } })),
    replicates: Array.from({ length: replicates }, (_, i) => i + 1),
    decoding: { temperature },
    pairs,
    anchors: [...anchors],
    analysis: { margin },
  };
}

/** Milliseconds without a change after which the plan is requested again. */
const DEBOUNCE_MS = 350;

/**
 * Requests a dry run of the form after each change; nothing is stored. `stale` is true until `plan` or `problem`
 * answers the current form.
 */
export function useDryRun(form: TournamentForm): {
  readonly plan: TournamentDryRun | undefined;
  readonly problem: ApiError | undefined;
  readonly stale: boolean;
} {
  const [plan, setPlan] = useState<TournamentDryRun>();
  const [problem, setProblem] = useState<ApiError>();
  const [answered, setAnswered] = useState('');
  const { name: _, ...settings } = form; // the name does not change the cost
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
