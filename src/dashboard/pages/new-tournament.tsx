import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { TournamentRequest } from '../../spec/index.js';
import type { Method, Tone } from '../../vocabulary/index.js';
import type { Anchor, Dataset, DryRun, Model, Page } from '../api/index.js';
import { ApiError, heard, post, usePolled } from '../api/index.js';
import { Card, go, Link, short } from '../parts/index.js';
import { EstimateCard, Field, NumberField } from './new-tournament/index.js';

const TONES = [
  'positive',
  'negative',
  'neutral',
  'shuffled-a',
  'shuffled-b',
  'random',
] as const satisfies readonly Tone[];
/** Those that need no settings besides a dose, with what moves. */
const METHODS = [
  ['full', 'all weights that the chat goes through'],
  ['shared-path', 'chat tower and trunk'],
  ['trunk', 'the trunk alone'],
  ['lora', 'a change of low rank'],
  ['prompt', 'learned prompts; the board cannot change'],
  ['chat-head', 'the chat head; the board cannot change'],
  ['separate-trunk', 'a copy of the trunk; the board cannot change'],
] as const satisfies readonly (readonly [Method, string])[];
const PAUSE = 350; // milliseconds of rest before a plan is worked out again

interface Wish {
  readonly name: string;
  readonly base: string;
  readonly dataset: string;
  readonly tones: readonly Tone[];
  readonly method: Method;
  readonly examples: number;
  readonly steps: number;
  readonly band: number;
  readonly replicates: number;
  readonly pairs: number;
  readonly temperature: number;
  readonly anchors: readonly string[];
  readonly margin: number;
}

const START: Wish = {
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

function requestOf(wish: Wish): TournamentRequest {
  const { name, base, dataset, tones, method, examples, steps, band, replicates, pairs, temperature, anchors, margin } =
    wish;
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

/** The form's plan, worked out by the server while it is filled in: nothing is stored until it is sent. */
function useDryRun(wish: Wish): {
  readonly plan: DryRun | undefined;
  readonly problem: ApiError | undefined;
  readonly stale: boolean;
} {
  const [plan, setPlan] = useState<DryRun>();
  const [problem, setProblem] = useState<ApiError>();
  const [done, setDone] = useState('');
  const { name: _, ...rest } = wish; // the name costs nothing
  const asked = JSON.stringify(rest);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      heard(post<DryRun>('/tournaments?dryRun=true', requestOf({ ...wish, name: 'plan' }))).then(
        (answer) => {
          if (!current) return;
          setPlan(answer);
          setProblem(undefined);
          setDone(asked);
        },
        (error: unknown) => {
          if (!current || !(error instanceof ApiError)) return;
          setProblem(error);
          setDone(asked);
        },
      );
    }, PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [asked]);
  return { plan, problem, stale: done !== asked };
}

export function NewTournamentPage() {
  const [wish, setWish] = useState(START);
  const [trouble, setTrouble] = useState<ApiError>();
  const [sending, setSending] = useState(false);
  const { data: models } = usePolled<Page<Model>>('/models?limit=500');
  const { data: datasets } = usePolled<Page<Dataset>>('/datasets?limit=200');
  const { data: anchors } = usePolled<{ data: readonly Anchor[] }>('/anchors');
  const { plan, problem, stale } = useDryRun(wish);
  const key = useRef(crypto.randomUUID());
  const change = (part: Partial<Wish>): void => {
    key.current = crypto.randomUUID();
    setWish({ ...wish, ...part });
  };
  const bases = useMemo(() => (models?.data ?? []).filter(({ kind }) => kind === 'base'), [models]);
  const talks = useMemo(() => (datasets?.data ?? []).filter(({ kind }) => kind === 'dialogue'), [datasets]);
  const toggle = <T,>(list: readonly T[], value: T): T[] =>
    list.includes(value) ? list.filter((one) => one !== value) : [...list, value];

  const send = async (): Promise<void> => {
    setSending(true);
    setTrouble(undefined);
    try {
      const { id } = await heard(
        post<{ id: string }>('/tournaments', requestOf(wish), { 'Idempotency-Key': key.current }),
      );
      go('tournaments', id);
    } catch (error) {
      if (error instanceof ApiError) setTrouble(error);
      setSending(false);
    }
  };
  const ready =
    wish.name.trim() !== '' && wish.tones.length > 0 && !problem && plan !== undefined && !stale && !sending;

  return (
    <>
      <div class="page-head">
        <div class="crumbs">
          <Link to={['tournaments']}>Tournaments</Link>
        </div>
        <h1>New tournament</h1>
      </div>
      <form
        class="split"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void send();
        }}
      >
        <div class="stack">
          <Card title="What is compared">
            <div class="card-body form">
              <Field label="Name" hint="how it is listed">
                <input
                  required
                  maxLength={120}
                  value={wish.name}
                  placeholder="cheerful against gloomy"
                  onInput={(event) => change({ name: event.currentTarget.value })}
                />
              </Field>
              <div class="fields wide">
                <Field label="Base">
                  <select value={wish.base} onChange={(event) => change({ base: event.currentTarget.value })}>
                    <option value="">the default one</option>
                    {bases.map(({ address, name }) => (
                      <option key={address} value={address}>
                        {name} ({short(address)})
                      </option>
                    ))}
                  </select>
                </Field>
                <Field label="Dialogue">
                  <select value={wish.dataset} onChange={(event) => change({ dataset: event.currentTarget.value })}>
                    <option value="">the starter dialogue</option>
                    {talks.map(({ address, name }) => (
                      <option key={address} value={address}>
                        {name} ({short(address)})
                      </option>
                    ))}
                  </select>
                </Field>
                <Field label="Method" hint={METHODS.find(([method]) => method === wish.method)?.[1] ?? ''}>
                  <select
                    value={wish.method}
                    onChange={(event) => change({ method: event.currentTarget.value as Method })}
                  >
                    {METHODS.map(([method]) => (
                      <option key={method}>{method}</option>
                    ))}
                  </select>
                </Field>
              </div>
              <fieldset class="field">
                <legend class="label">Arms; the first two chosen are compared</legend>
                <div class="checks">
                  {TONES.map((tone) => (
                    <label key={tone}>
                      <input
                        type="checkbox"
                        checked={wish.tones.includes(tone)}
                        onChange={() => change({ tones: toggle(wish.tones, tone) })}
                      />{' '}
                      {tone}
                    </label>
                  ))}
                </div>
              </fieldset>
            </div>
          </Card>
          <Card title="How much">
            <div class="card-body fields">
              <NumberField
                label="Replicates"
                hint="fine-tuning seeds"
                value={wish.replicates}
                min={1}
                max={64}
                onChange={(replicates) => change({ replicates })}
              />
              <NumberField
                label="Pairs"
                hint="of games, a pairing"
                value={wish.pairs}
                min={1}
                max={1000}
                onChange={(pairs) => change({ pairs })}
              />
              <NumberField
                label="Examples"
                hint="for each child"
                value={wish.examples}
                min={8}
                max={1_000_000}
                onChange={(examples) => change({ examples })}
              />
              <NumberField
                label="Steps"
                hint="of training"
                value={wish.steps}
                min={1}
                max={100_000}
                onChange={(steps) => change({ steps })}
              />
              <NumberField
                label="Band"
                hint="least |compound|"
                value={wish.band}
                min={0.05}
                max={0.95}
                step={0.05}
                onChange={(band) => change({ band })}
              />
              <NumberField
                label="Temperature"
                hint="at the board"
                value={wish.temperature}
                min={0}
                max={4}
                step={0.1}
                onChange={(temperature) => change({ temperature })}
              />
              <NumberField
                label="Margin"
                hint="Elo that count as none"
                value={wish.margin}
                min={1}
                max={500}
                onChange={(margin) => change({ margin })}
              />
            </div>
            <div class="card-body">
              <fieldset class="field">
                <legend class="label">Anchors: opponents of fixed strength</legend>
                <div class="checks">
                  {(anchors?.data ?? []).map(({ name }) => (
                    <label key={name}>
                      <input
                        type="checkbox"
                        checked={wish.anchors.includes(name)}
                        onChange={() => change({ anchors: toggle(wish.anchors, name) })}
                      />{' '}
                      {name}
                    </label>
                  ))}
                </div>
              </fieldset>
            </div>
          </Card>
        </div>
        <div class="stack">
          <EstimateCard plan={plan} problem={trouble ?? problem} stale={stale} margin={wish.margin} />
          <div class="submit">
            <button type="submit" class="main" disabled={!ready}>
              {sending ? 'Sending …' : 'Start the tournament'}
            </button>
            {wish.name.trim() === '' && <span class="small soft">It needs a name.</span>}
          </div>
        </div>
      </form>
    </>
  );
}
