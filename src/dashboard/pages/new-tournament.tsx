import { useRef, useState } from 'preact/hooks';
import type { Accepted } from '../../spec/api/index.js';
import { ApiError, post, trackConnection } from '../api/index.js';
import { navigate, PageHead } from '../parts/index.js';
import {
  ComparisonCard,
  EstimateCard,
  initialForm,
  notesOf,
  SizeCard,
  type TournamentForm,
  toRequest,
  useDryRun,
} from './new-tournament/index.js';

interface Readiness {
  readonly form: TournamentForm;
  readonly problem: ApiError | undefined;
  readonly stale: boolean;
}

/** Why the tournament cannot be started as it stands; undefined where it can. */
function reasonAgainst({ form, problem, stale }: Readiness): string | undefined {
  if (!form.control && form.tones.length === 0) return 'An arm is required.';
  if (stale) return 'The plan is being made.';
  if (problem) return problem.message;
  return form.name.trim() === '' ? 'A name is required.' : undefined;
}

/** The page that plans and starts a tournament. The plan and its cost are shown while the form is filled in. */
export function NewTournamentPage() {
  const [form, setForm] = useState(initialForm);
  const [failure, setFailure] = useState<ApiError>();
  const [sending, setSending] = useState(false);
  const planned = useDryRun(form);
  const idempotencyKey = useRef(crypto.randomUUID());
  const change = (part: Partial<TournamentForm>): void => {
    idempotencyKey.current = crypto.randomUUID();
    setFailure(undefined);
    setForm({ ...form, ...part });
  };

  const start = async (): Promise<void> => {
    setSending(true);
    setFailure(undefined);
    try {
      const headers = { 'Idempotency-Key': idempotencyKey.current };
      const { id } = await trackConnection(post<Accepted>('/tournaments', toRequest(form), headers));
      navigate('tournaments', id);
    } catch (error) {
      if (error instanceof ApiError) setFailure(error);
      setSending(false);
    }
  };
  const { plan, stale } = planned;
  const problem = failure ?? planned.problem;
  const reason = reasonAgainst({ form, problem: planned.problem, stale });
  const ready = reason === undefined && plan !== undefined && !sending;
  const notes = notesOf({ plan, problem });
  const props = { form, onChange: change, plan, notes };

  return (
    <>
      <PageHead parents={[[['tournaments'], 'Tournaments']]} title="New tournament" />
      <form
        class="split wide-side"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void start();
        }}
      >
        <div class="stack">
          <ComparisonCard {...props} />
          <SizeCard {...props} />
        </div>
        <div class="stack">
          <EstimateCard plan={plan} problem={problem} stale={stale} notes={notes} />
          <div class="submit">
            <button type="submit" class="main" disabled={!ready} aria-describedby="reason">
              {sending ? 'Sending …' : 'Start the tournament'}
            </button>
            <span id="reason" class={planned.problem && !stale ? 'small problem' : 'small soft'}>
              {reason}
            </span>
          </div>
        </div>
      </form>
    </>
  );
}
