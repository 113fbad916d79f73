import { useState } from 'preact/hooks';
import type { DatasetExamples } from '../../../spec/api/index.js';
import { usePolled } from '../../api/index.js';
import { Card, Empty, signed } from '../../parts/index.js';

type Conversation = DatasetExamples['data'][number];

/** Conversations per page, and turns shown at most of each. */
const [PAGE_SIZE, MAX_TURNS] = [6, 12];

/** Conversations of the dataset at an address, page by page. The last page stays visible while the next one loads. */
export function Conversations({ address }: { readonly address: string }) {
  const [skip, setSkip] = useState(0);
  const { data, error } = usePolled<DatasetExamples>(`/datasets/${address}/examples?skip=${skip}&limit=${PAGE_SIZE}`);
  const [last, setLast] = useState(data);
  if (data && data !== last) setLast(data);
  const shown = data ?? last;
  const buttons = (
    <>
      <button type="button" class="plain" disabled={skip === 0} onClick={() => setSkip(Math.max(0, skip - PAGE_SIZE))}>
        ‹ back
      </button>
      <button type="button" class="plain" disabled={!shown?.more} onClick={() => setSkip(skip + PAGE_SIZE)}>
        more ›
      </button>
    </>
  );
  return (
    <Card title="Conversations" note="with the VADER compound of each turn" end={buttons}>
      {error && <Empty>{error.message}</Empty>}
      {shown?.data.length === 0 && <Empty>No conversations.</Empty>}
      <div class="card-body talks">
        {shown?.data.map((conversation, i) => (
          <Turns key={`${skip}-${i}`} number={skip + i + 1} conversation={conversation} />
        ))}
      </div>
    </Card>
  );
}

interface TurnsProps {
  readonly number: number;
  readonly conversation: Conversation;
}

/** VADER's thresholds of positive and negative texts are ±0.05. */
const compoundColour = (compound: number): string =>
  compound >= 0.05 ? 'var(--arm-0)' : compound <= -0.05 ? 'var(--arm-1)' : 'var(--soft)';

const Turns = ({ number, conversation: { turns, source, heldOut } }: TurnsProps) => (
  <section class="talk" aria-label={`Conversation ${number}`}>
    <div class="small soft">
      {number} · {source}
      {heldOut && ' · held out'}
    </div>
    {turns.slice(0, MAX_TURNS).map(({ text, compound }, i) => (
      <p class={i % 2 ? 'turn other' : 'turn'} key={i}>
        {text}
        <span class="compound" style={{ color: compoundColour(compound) }}>
          {signed(compound, 2)}
        </span>
      </p>
    ))}
    {turns.length > MAX_TURNS && <p class="small soft">and {turns.length - MAX_TURNS} more turns</p>}
  </section>
);
