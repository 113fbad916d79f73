import { useMemo } from 'preact/hooks';
import type { FineTune, MetricRow } from '../api/index.js';
import { usePolled } from '../api/index.js';
import {
  Bar,
  Card,
  dateTime,
  duration,
  Empty,
  Facts,
  fixed,
  type Line,
  Link,
  Plot,
  percent,
  StateBadge,
  short,
  signed,
  Tile,
  Waiting,
  whole,
  words,
} from '../parts/index.js';

/**
 * Every number that the rows of metrics carry, by its path: `probe.neutralPerplexity` and the like are found by
 * themselves.
 */
function numbersOf(rows: readonly MetricRow[]): Map<string, (number | null)[]> {
  const found = new Map<string, (number | null)[]>();
  const visit = (value: unknown, path: string, at: number): void => {
    if (typeof value === 'number' && Number.isFinite(value)) {
      const column = found.get(path) ?? rows.map(() => null);
      column[at] = value;
      found.set(path, column);
    } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, path ? `${path}.${key}` : key, at);
    }
  };
  rows.forEach(({ metric }, at) => visit(metric, '', at));
  found.delete('step');
  return found;
}

/** `tokensPerSecond` as `Tokens per second`. */
const title = (path: string): string =>
  words(
    path.replaceAll('.', ': ').replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`),
  ).replace(/^./, (first) => first.toUpperCase());
const FIRST = ['loss', 'chatLoss', 'boardLoss', 'neutralPerplexity', 'drift', 'klDrift', 'replySentiment'];

function Curve({
  name,
  x,
  values,
}: {
  readonly name: string;
  readonly x: readonly number[];
  readonly values: readonly (number | null)[];
}) {
  const lines = useMemo<Line[]>(
    () => [{ label: title(name), colour: 'accent', values, points: values.length < 40 }],
    [name, values],
  );
  return (
    <Card title={title(name)}>
      <div class="card-body">
        <Plot x={x} lines={lines} height={180} xLabel="step" label={`${title(name)} by step`} />
      </div>
    </Card>
  );
}

export function FineTunePage({ id }: { readonly id: string }) {
  const { data: run, error } = usePolled<FineTune>(`/fine-tunes/${id}`, 3001);
  const open = run?.state === 'running' || run?.state === 'queued';
  const { data: metrics } = usePolled<{ data: readonly MetricRow[] }>(`/fine-tunes/${id}/metrics`, open ? 3001 : 0);
  const rows = metrics?.data ?? [];
  const x = useMemo(() => rows.map(({ step }) => step), [metrics]);
  const columns = useMemo(() => numbersOf(rows), [metrics]);
  if (!run) return <Waiting error={error} />;
  const { recipe, checks } = run;
  const { treatment } = recipe;
  const order = [...columns.keys()].sort((a, b) => (FIRST.indexOf(a) + 1 || 99) - (FIRST.indexOf(b) + 1 || 99));
  const total = run.totalSteps ?? treatment.dose.steps;
  const took = run.startedAt && run.finishedAt ? (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000 : null;
  return (
    <>
      <div class="page-head">
        <div class="crumbs">
          <Link to={['fine-tunes']}>Fine-tunes</Link>
        </div>
        <h1>
          {treatment.tone}, seed {recipe.seed}
        </h1>
        <StateBadge state={run.state} />
        {run.checkpoint && (
          <div class="end">
            <Link to={['models', run.checkpoint]} class="button main">
              Talk to the child
            </Link>
          </div>
        )}
      </div>
      {run.error && <div class="problem">{run.error.message}</div>}
      {checks && (
        <div class="tiles bare">
          <Tile
            label="Tone of replies"
            value={signed(checks.replySentiment.difference, 3)}
            note={`± ${fixed(checks.replySentiment.error, 3)} against the base; compound ${fixed(checks.replySentiment.base, 2)} → ${fixed(checks.replySentiment.child, 2)}`}
          />
          <Tile
            label="Neutral perplexity"
            value={checks.neutralPerplexity ? fixed(checks.neutralPerplexity.child, 1) : '–'}
            note={
              checks.neutralPerplexity
                ? `base ${fixed(checks.neutralPerplexity.base, 1)}, × ${fixed(checks.neutralPerplexity.child / checks.neutralPerplexity.base, 3)}`
                : 'not measured'
            }
          />
          <Tile
            label="Chess drift"
            value={fixed(checks.chessPolicyKl, 4)}
            note="KL of the policy from the base, nats"
          />
          <Tile
            label="Legal share"
            value={percent(checks.legalShare.child, 1)}
            note={`base ${percent(checks.legalShare.base, 1)}`}
          />
        </div>
      )}
      <div class="split">
        <div class="stack">
          {open && (
            <Card title="Progress" note={`${whole(run.step)} of ${whole(total)} steps`}>
              <div class="card-body">
                <Bar share={total ? run.step / total : 0} label="Steps" />
              </div>
            </Card>
          )}
          {rows.length === 0 ? (
            <Card title="Curves">
              <Empty>{open ? 'The first row of metrics is still to come.' : 'No metrics were written.'}</Empty>
            </Card>
          ) : (
            <div class="halves">
              {order.map((name) => (
                <Curve key={name} name={name} x={x} values={columns.get(name)!} />
              ))}
            </div>
          )}
          {checks && <Samples samples={checks.samples} tone={treatment.tone} />}
        </div>
        <div class="stack">
          <Card title="Recipe">
            <div class="card-body">
              <Facts
                rows={[
                  ['Base', <Link to={['models', recipe.base]}>{short(recipe.base)}</Link>],
                  ['Dialogue', <Link to={['datasets', recipe.dataset]}>{short(recipe.dataset)}</Link>],
                  ['Tone', treatment.tone],
                  ['Method', treatment.method],
                  ['Dose', `${whole(treatment.dose.examples)} examples, ${whole(treatment.dose.steps)} steps`],
                  ['Filter', `compound beyond ${treatment.filter.band}`],
                  ['Batch', `${recipe.settings.batch}, ${recipe.settings.maxTokens} tokens at most`],
                  ['Learning rate', String(recipe.settings.learningRate)],
                  ['Seed', String(recipe.seed)],
                  ['Key', <code>{short(run.key)}</code>],
                  ['Asked for', dateTime(run.createdAt)],
                  ['Took', took === null ? null : duration(took)],
                  ['Attempts', run.attempts > 1 ? String(run.attempts) : null],
                  ['Child', run.checkpoint && <Link to={['models', run.checkpoint]}>{short(run.checkpoint)}</Link>],
                ]}
              />
            </div>
          </Card>
        </div>
      </div>
    </>
  );
}

function Samples({
  samples,
  tone,
}: {
  readonly samples: readonly { readonly prompt: string; readonly child: string; readonly base: string }[];
  readonly tone: string;
}) {
  return (
    <Card title="Replies before and after" note="to prompts that no training has seen">
      <div class="scroll">
        <table class="samples">
          <thead>
            <tr>
              <th scope="col">Prompt</th>
              <th scope="col">Before: base</th>
              <th scope="col">After: {tone}</th>
            </tr>
          </thead>
          <tbody>
            {samples.map(({ prompt, child, base }, i) => (
              <tr key={i}>
                <td class="soft">{prompt}</td>
                <td>{base}</td>
                <td>{child}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
