import { Card, fixed, Histogram, integer, percent, signed, Tile } from '../../parts/index.js';
import { Conversations } from './conversations.js';
import { countRows, ImportCard } from './import-card.js';
import type { ViewProps } from './view.js';

type Profile = ViewProps<'dialogue'>['profile'];

/** Imported dialogue: numbers of examples, tone and length of the replies, and some conversations. */
export function DialogueView({ dataset, profile }: ViewProps<'dialogue'>) {
  const { records, turnsDropped, sentiment, replyWords, sources } = profile;
  return (
    <>
      <DialogueTiles profile={profile} />
      <div class="split">
        <div class="stack">
          <ToneCard sentiment={sentiment} />
          <Conversations address={dataset.address} />
        </div>
        <div class="stack">
          <ImportCard
            dataset={dataset}
            counts={records}
            rows={countRows('Turns dropped', turnsDropped)}
            sources={sources}
          />
          <LengthCard buckets={replyWords.buckets} />
        </div>
      </div>
    </>
  );
}

function DialogueTiles({ profile }: { readonly profile: Profile }) {
  const { conversations, examples, sentiment, replyWords } = profile;
  return (
    <div class="tiles bare">
      <Tile
        label="Conversations"
        value={integer(conversations.train)}
        note={`${integer(conversations.heldOut)} held out`}
      />
      <Tile label="Examples" value={integer(examples.train)} note="context and reply" />
      {Object.entries(sentiment.pools).map(([tone, count]) => (
        <Tile
          key={tone}
          label={`Pool: ${tone}`}
          value={integer(count)}
          note={examples.train ? percent(count / examples.train, 1) : undefined}
        />
      ))}
      <Tile label="Words per reply" value={fixed(replyWords.mean, 1)} note="mean" />
    </div>
  );
}

/** The colour of the arm that a reply of this compound could belong to. */
const toneColour = (compound: number, band: number): string =>
  compound >= band ? 'var(--arm-0)' : compound <= -band ? 'var(--arm-1)' : 'var(--arm-2)';

/** Replies by VADER compound, in equal bins from -1 to 1. */
function ToneCard({ sentiment: { histogram, band } }: Pick<Profile, 'sentiment'>) {
  const middles = histogram.map((_, i) => -1 + (2 * (i + 0.5)) / histogram.length);
  return (
    <Card title="Tone of replies" note={`VADER compound from −1 to +1; arms use replies beyond ±${band}`}>
      <div class="card-body">
        <Histogram
          counts={histogram}
          labels={middles.map((compound) => signed(compound, 2))}
          colours={middles.map((compound) => toneColour(compound, band))}
          every={4}
          label="Replies by compound"
        />
      </div>
    </Card>
  );
}

/** Replies by range of words. The keys of `buckets` begin with the smallest number of the range. */
function LengthCard({ buckets }: Pick<Profile['replyWords'], 'buckets'>) {
  const ranges = Object.entries(buckets).sort(([a], [b]) => parseInt(a, 10) - parseInt(b, 10));
  return (
    <Card title="Length of replies" note="words">
      <div class="card-body">
        <Histogram
          counts={ranges.map(([, count]) => count)}
          labels={ranges.map(([range]) => range)}
          label="Replies by words"
          width={340}
        />
      </div>
    </Card>
  );
}
