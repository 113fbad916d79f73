import { useRef, useState } from 'preact/hooks';
import type { Accepted } from '../../spec/api/index.js';
import { ApiError, post, trackConnection } from '../api/index.js';
import { navigate, PageHead } from '../parts/index.js';
import {
  ComparisonCard,
  EstimateCard,
  initialForm,
  SizeCard,
  type TournamentForm,
  toRequest,
  useDryRun,
} from './new-tournament/index.js';

/** The page that plans and starts a tournament. The plan and its cost are shown while the form is filled in. */
export function NewTournamentPage() {
  const [form, setForm] = useState(initialForm);
  const [failure, setFailure] = useState<ApiError>();
  const [sending, setSending] = useState(false);
  const { plan, problem, stale } = useDryRun(form);
  const idempotencyKey = useRef(crypto.randomUUID());
  const change = (part: Partial<TournamentForm>): void => {
    idempotencyKey.current = crypto.randomUUID();
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
  const named = form.name.trim() !== '';
  const ready = named && form.tones.length > 0 && !problem && plan !== undefined && !stale && !sending;

  return (
    <>
      <PageHead parents={[[['tournaments'], 'Tournaments']]} title="New tournament" />
      <form
        class="split"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void start();
        }}
      >
        <div class="stack">
          <ComparisonCard form={form} onChange={change} />
          <SizeCard form={form} onChange={change} />
        </div>
        <div class="stack">
          <EstimateCard plan={plan} problem={failure ?? problem} stale={stale} margin={form.margin} />
          <div class="submit">
            <button type="submit" class="main" disabled={!ready}>
              {sending ? 'Sending …' : 'Start the tournament'}
            </button>
            {!named && <span class="small soft">A name is required.</span>}
          </div>
        </div>
      </form>
    </>
  );
}
