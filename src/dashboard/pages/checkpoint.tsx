import type { Model, ModelDetail, Page } from '../api/index.js';
import { usePolled } from '../api/index.js';
import { Card, dateTime, duration, Facts, Link, percent, short, si, Tile, Waiting, whole } from '../parts/index.js';
import { ChatCard, LineageCard, PlayCard } from './checkpoint/index.js';

/** A value inside a card, which is JSON of any age. */
function at(card: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    card,
  );
}
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Checkpoints that the lists of a family go through. */
const MOST = 1000;

export function CheckpointPage({ id }: { readonly id: string }) {
  const { data: model, error } = usePolled<ModelDetail>(`/models/${id}`);
  const { data: parentOfChild } = usePolled<ModelDetail>(
    model?.kind === 'child' && model.parent ? `/models/${model.parent}` : null,
  );
  // a base from elsewhere has a parent that this server may never have seen: asking for it would be an error
  const { data: known } = usePolled<Page<Model>>(
    model?.kind === 'base' && model.parent ? `/models?limit=${MOST}` : null,
  );
  const parent = parentOfChild ?? known?.data.find(({ address }) => address === model?.parent);
  const { data: siblings } = usePolled<Page<Model>>(
    model?.kind === 'child' && model.parent ? `/models?parent=${model.parent}&limit=${MOST}` : null,
  );
  const { data: children } = usePolled<Page<Model>>(model ? `/models?parent=${model.address}&limit=${MOST}` : null);
  if (!model) return <Waiting error={error} />;
  const { card } = model;
  const parameters = number(at(card, 'parameters'));
  const flop = number(at(card, 'flop', 'counted'));
  const seconds = number(at(card, 'seconds'));
  const steps = number(at(card, 'steps'));
  const checks = at(card, 'metrics', 'checks');
  const legal = number(at(checks, 'legalShare', 'child'));
  const drift = number(at(checks, 'chessPolicyKl'));
  const match = number(at(card, 'metrics', 'validation', 'moveMatch'));
  const machine = [
    text(at(card, 'machine', 'backend')),
    text(at(card, 'machine', 'device')),
    text(at(card, 'machine', 'cpu')),
  ]
    .filter(Boolean)
    .join(', ');
  const data = at(card, 'data');
  return (
    <>
      <div class="page-head">
        <div class="crumbs">
          <Link to={['models']}>Checkpoints</Link>
        </div>
        <h1>{model.name}</h1>
        <span class="badge">{model.kind}</span>
        <code class="soft" title={model.address}>
          {model.address.slice(0, 16)}…
        </code>
      </div>
      <div class="tiles bare">
        {parameters !== null && (
          <Tile label="Parameters" value={si(parameters)} note={text(at(model.config, 'chess', 'kind')) ?? undefined} />
        )}
        {steps !== null && (
          <Tile label="Steps" value={whole(steps)} note={seconds === null ? undefined : `in ${duration(seconds)}`} />
        )}
        {flop !== null && (
          <Tile
            label="Training"
            value={`${si(flop)}FLOP`}
            note={`${(flop / 8.64e19).toExponential(1)} petaflop/s-days`}
          />
        )}
        {match !== null && <Tile label="Moves matched" value={percent(match, 1)} note="of players' moves, held out" />}
        {legal !== null && <Tile label="Legal share" value={percent(legal, 1)} note="of the raw policy" />}
        {drift !== null && <Tile label="Chess drift" value={drift.toFixed(4)} note="nats from the base" />}
      </div>
      <div class="split">
        <div class="stack">
          <ChatCard model={model} parent={parent} siblings={siblings?.data ?? []} children={children?.data ?? []} />
          <LineageCard model={model} parent={parent} siblings={siblings?.data ?? []} children={children?.data ?? []} />
        </div>
        <div class="stack">
          <PlayCard model={model} />
        </div>
      </div>
      <Card title="Card">
        <div class="card-body">
          <Facts
            rows={[
              ['Address', <code>{model.address}</code>],
              [
                'Parent',
                model.parent &&
                  (parent ? (
                    <Link to={['models', model.parent]}>{parent.name}</Link>
                  ) : (
                    <span class="soft">{short(model.parent)}, not on this server</span>
                  )),
              ],
              ['Tone', model.tone],
              ['Method', model.method],
              ['Seed', model.seed === null ? null : String(model.seed)],
              [
                'Dialogue, games',
                Array.isArray(data)
                  ? data.map((address: unknown) => (
                      <Link
                        key={String(address)}
                        to={['datasets', String(address)]}
                      >{`${short(String(address))} `}</Link>
                    ))
                  : null,
              ],
              ['Made', text(at(card, 'createdAt')) && dateTime(text(at(card, 'createdAt'))!)],
              ['Machine', machine],
              ['Command', text(at(card, 'command')) && <code>{text(at(card, 'command'))}</code>],
              ['Notes', text(at(card, 'notes'))],
            ]}
          />
          <details class="json">
            <summary>All of the card</summary>
            <pre tabIndex={0}>{JSON.stringify(card, null, 1)}</pre>
          </details>
          <details class="json">
            <summary>Config</summary>
            <pre tabIndex={0}>{JSON.stringify(model.config, null, 1)}</pre>
          </details>
        </div>
      </Card>
    </>
  );
}
