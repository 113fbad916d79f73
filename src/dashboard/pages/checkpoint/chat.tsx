import type { RefObject } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { ChatReply, ChatRequest, Model } from '../../../spec/api/index.js';
import { post, trackConnection } from '../../api/index.js';
import { Card } from '../../parts/index.js';
import type { Family } from './family.js';

/** A checkpoint that replies in a column of its own. */
interface Column {
  readonly title: string;
  readonly address: string;
}
interface Exchange {
  readonly message: string;
  /** Replies by address: undefined while loading, null after a failed request. */
  readonly replies: Readonly<Record<string, string | null | undefined>>;
}

/**
 * The checkpoints that reply: a positive and a negative child of the same seed and method, the base of both, and the
 * checkpoint of the page.
 */
function columnsOf({ model, parent, siblings, children }: Family): Column[] {
  const family = model.kind === 'child' ? siblings : children;
  const seed = model.kind === 'child' ? model.seed : (family[0]?.seed ?? null);
  const childOfTone = (tone: string): Model | undefined => {
    if (model.tone === tone) return model;
    const sameTone = family.filter((one) => one.tone === tone);
    const matched = sameTone.find((one) => one.seed === seed && (model.kind === 'base' || one.method === model.method));
    return matched ?? sameTone[0];
  };
  const base = model.kind === 'child' ? parent : model;
  const shown = [childOfTone('positive'), childOfTone('negative'), base, model].filter((one) => one !== undefined);
  const unique = new Map(shown.map((one) => [one.address, one]));
  return [...unique.values()].map(({ tone, seed: ownSeed, name, address }) => ({
    title: tone ? `${tone}/${ownSeed ?? '?'}` : name,
    address,
  }));
}

/** Turns sent at most: the new message and the last exchanges before it. */
const MAX_TURNS = 9;

/** A conversation in which every column replies to each message. */
function useChat(columns: readonly Column[]) {
  const [exchanges, setExchanges] = useState<readonly Exchange[]>([]);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const log = useRef<HTMLDivElement>(null);

  const send = async (message: string): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    const before = exchanges;
    let exchange: Exchange = { message: message.trim(), replies: {} };
    setExchanges([...before, exchange]);
    const seed = Math.floor(Math.random() * 2 ** 32); // the same for all columns, so that only the weights differ
    for (const { address } of columns) {
      const history = before.flatMap((one) => [one.message, one.replies[address] ?? '…']);
      const turns = [...history, exchange.message].slice(-MAX_TURNS);
      const request: ChatRequest = { turns, seed };
      const reply = await trackConnection(post<ChatReply>(`/models/${address}/chat`, request)).then(
        (answer) => answer.reply,
        (error: Error) => {
          setFailure(error.message);
          return null;
        },
      );
      exchange = { ...exchange, replies: { ...exchange.replies, [address]: reply } };
      setExchanges([...before, exchange]);
    }
    setBusy(false);
    log.current?.scrollTo({ top: log.current.scrollHeight });
  };
  return { exchanges, busy, failure, log, send, clear: () => setExchanges([]) };
}

const PROMPTS = ['How was your day?', 'What do you think of the weather?', 'Do you like chess?', 'I lost my keys.'];

/** One message and the replies of related checkpoints side by side, for comparing their tone. */
export function ChatCard({ model, parent, siblings, children }: Family) {
  const columns = useMemo(() => columnsOf({ model, parent, siblings, children }), [model, parent, siblings, children]);
  const { exchanges, busy, failure, log, send, clear } = useChat(columns);
  const [text, setText] = useState('');
  const submit = (message: string): void => {
    if (message.trim() === '' || busy) return;
    setText('');
    void send(message);
  };
  const clearButton = (
    <button type="button" class="plain" onClick={clear}>
      Clear
    </button>
  );
  return (
    <Card
      title="Chat"
      note={columns.length > 1 ? 'all replies to a message are sampled with the same seed' : undefined}
      end={exchanges.length > 0 && clearButton}
    >
      <div class="card-body">
        <Log columns={columns} exchanges={exchanges} box={log} onPrompt={submit} />
        <form
          class="chat-form"
          onSubmit={(event) => {
            event.preventDefault();
            submit(text);
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
        {failure && <p class="problem small">{failure}</p>}
      </div>
    </Card>
  );
}

interface LogProps {
  readonly columns: readonly Column[];
  readonly exchanges: readonly Exchange[];
  readonly box: RefObject<HTMLDivElement | null>;
  readonly onPrompt: (prompt: string) => void;
}

/** The messages with their replies; suggested messages before the first one. */
const Log = ({ columns, exchanges, box, onPrompt }: LogProps) => (
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
    {exchanges.length === 0 && (
      <div class="chat-prompts">
        {PROMPTS.map((prompt) => (
          <button type="button" key={prompt} onClick={() => onPrompt(prompt)}>
            {prompt}
          </button>
        ))}
      </div>
    )}
    {exchanges.map(({ message, replies }, i) => (
      <div class="exchange" key={i}>
        <p class="message">{message}</p>
        <div class="replies">
          {columns.map(({ title, address }) => (
            <p class="reply" key={address} data-title={title}>
              {replies[address] ?? <span class="soft">{replies[address] === null ? 'no reply' : '…'}</span>}
            </p>
          ))}
        </div>
      </div>
    ))}
  </div>
);
