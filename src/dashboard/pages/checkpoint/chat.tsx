import { useMemo, useRef, useState } from 'preact/hooks';
import type { Model } from '../../api/index.js';
import { heard, post } from '../../api/index.js';
import { Card } from '../../parts/index.js';

interface ChatCardProps {
  readonly model: Model;
  readonly parent: Model | undefined;
  readonly siblings: readonly Model[];
  readonly children: readonly Model[];
}
interface Column {
  readonly title: string;
  readonly address: string;
}
interface Exchange {
  readonly said: string;
  /** Replies by address; undefined while one is awaited, null where none came. */
  readonly replies: Readonly<Record<string, string | null | undefined>>;
}

const columnOf = (model: Model): Column => ({
  title: model.tone ? `${model.tone}/${model.seed ?? '?'}` : model.name,
  address: model.address,
});

/** Who answers beside the checkpoint: its siblings of the other tones and of one seed, and the base they come from. */
function columnsOf({ model, parent, siblings, children }: ChatCardProps): Column[] {
  const family = model.kind === 'child' ? siblings : children;
  const seed = model.kind === 'child' ? model.seed : (family[0]?.seed ?? null);
  const kin = (tone: string): Model | undefined =>
    model.tone === tone
      ? model
      : (family.find(
          (one) => one.tone === tone && one.seed === seed && (model.kind === 'base' || one.method === model.method),
        ) ?? family.find((one) => one.tone === tone));
  const base = model.kind === 'child' ? parent : model;
  const chosen = [kin('positive'), kin('negative'), base, model].filter((one): one is Model => one !== undefined);
  const seen = new Set<string>();
  return chosen.filter(({ address }) => !seen.has(address) && seen.add(address)).map(columnOf);
}

const PROMPTS = ['How was your day?', 'What do you think of the weather?', 'Do you like chess?', 'I lost my keys.'];

/** One message, and what each of the family answers to it: the tone of a fine-tune is best judged side by side. */
export function ChatCard(props: ChatCardProps) {
  const columns = useMemo(() => columnsOf(props), [props.model, props.parent, props.siblings, props.children]);
  const [talk, setTalk] = useState<readonly Exchange[]>([]);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const box = useRef<HTMLDivElement>(null);

  const say = async (said: string): Promise<void> => {
    if (said.trim() === '' || busy) return;
    setText('');
    setBusy(true);
    setTrouble(undefined);
    const before = talk;
    let exchange: Exchange = { said: said.trim(), replies: {} };
    setTalk([...before, exchange]);
    const seed = Math.floor(Math.random() * 2 ** 32); // one seed for all: only the weights differ
    for (const { address } of columns) {
      const turns = [...before.flatMap((one) => [one.said, one.replies[address] ?? '…']), exchange.said].slice(-9);
      const reply = await heard(post<{ reply: string }>(`/models/${address}/chat`, { turns, seed })).then(
        (answer) => answer.reply,
        (error: Error) => {
          setTrouble(error.message);
          return null;
        },
      );
      exchange = { ...exchange, replies: { ...exchange.replies, [address]: reply } };
      setTalk([...before, exchange]);
    }
    setBusy(false);
    box.current?.scrollTo({ top: box.current.scrollHeight });
  };

  return (
    <Card
      title="Talk"
      note={columns.length > 1 ? 'one message, every answer drawn with the same seed' : undefined}
      end={
        talk.length > 0 && (
          <button type="button" class="plain" onClick={() => setTalk([])}>
            Start over
          </button>
        )
      }
    >
      <div class="card-body">
        <div
          class="chat"
          ref={box}
          aria-live="polite"
          style={{ '--columns': columns.length }}
          tabIndex={0}
          role="log"
          aria-label="Conversation"
        >
          <div class="chat-heads">
            {columns.map(({ title, address }) => (
              <span key={address}>{title}</span>
            ))}
          </div>
          {talk.length === 0 && (
            <div class="chat-prompts">
              {PROMPTS.map((prompt) => (
                <button type="button" key={prompt} onClick={() => void say(prompt)}>
                  {prompt}
                </button>
              ))}
            </div>
          )}
          {talk.map((one, i) => (
            <div class="exchange" key={i}>
              <p class="said">{one.said}</p>
              <div class="replies">
                {columns.map(({ title, address }) => (
                  <p class="reply" key={address} data-title={title}>
                    {one.replies[address] ??
                      (one.replies[address] === null ? (
                        <span class="soft">no answer</span>
                      ) : (
                        <span class="soft">…</span>
                      ))}
                  </p>
                ))}
              </div>
            </div>
          ))}
        </div>
        <form
          class="chat-form"
          onSubmit={(event) => {
            event.preventDefault();
            void say(text);
          }}
        >
          <input
            aria-label="Your message"
            placeholder="Say something"
            maxLength={500}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <button type="submit" class="main" disabled={busy || text.trim() === ''}>
            Send
          </button>
        </form>
        {trouble && <p class="problem small">{trouble}</p>}
      </div>
    </Card>
  );
}
