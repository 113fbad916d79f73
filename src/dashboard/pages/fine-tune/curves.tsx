import { useMemo } from 'preact/hooks';
import type { MetricRow } from '../../../spec/api/index.js';
import { Card, type Line, Plot, uncamelled } from '../../parts/index.js';

type Column = readonly (number | null)[];

/** The metrics in the order of the page; any other metric follows. */
const ORDER = ['loss', 'drift', 'replay'];

/** Every metric but the step, as one value for each row; null where a row lacks it. */
function columnsOf(rows: readonly MetricRow[]): readonly (readonly [name: string, values: Column])[] {
  const metrics: readonly Readonly<Record<string, number>>[] = rows.map(({ metric }) => ({ ...metric }));
  const names = new Set(metrics.flatMap((metric) => Object.keys(metric)).filter((name) => name !== 'step'));
  const rank = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return [...names]
    .sort((a, b) => rank(a) - rank(b))
    .map((name) => [name, metrics.map((metric) => metric[name] ?? null)]);
}

/** `tokensPerSecond` as `Tokens per second`. */
const titleOf = (name: string): string => uncamelled(name).replace(/^./, (letter) => letter.toUpperCase());

/** One plot by step for each metric. */
export function Curves({ rows }: { readonly rows: readonly MetricRow[] }) {
  const steps = useMemo(() => rows.map(({ step }) => step), [rows]);
  const columns = useMemo(() => columnsOf(rows), [rows]);
  return (
    <div class="halves">
      {columns.map(([name, values]) => (
        <Curve key={name} title={titleOf(name)} steps={steps} values={values} />
      ))}
    </div>
  );
}

interface CurveProps {
  readonly title: string;
  readonly steps: readonly number[];
  readonly values: Column;
}

/** Curves of fewer values than this show each value as a point. */
const MAX_POINTS = 40;

function Curve({ title, steps, values }: CurveProps) {
  const lines = useMemo<Line[]>(
    () => [{ label: title, colour: 'accent', values, points: values.length < MAX_POINTS }],
    [title, values],
  );
  return (
    <Card title={title}>
      <div class="card-body">
        <Plot x={steps} lines={lines} height={180} xLabel="step" label={`${title} by step`} />
      </div>
    </Card>
  );
}
