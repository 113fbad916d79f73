import { useEffect, useState } from 'preact/hooks';
import type { Event, Page } from '../../api/index.js';
import { get, heard, poll } from '../../api/index.js';
import type { Names } from '../../parts/index.js';
import { Card, clock, Empty, words } from '../../parts/index.js';
import type { CardContext } from './context.js';

const AT_ONCE = 1000;
const SHOWN = 60;

/** Events other than games, newest first; each question asks only for those after the last one. */
function useEvents(path: string, every: number): readonly Event[] {
  const [events, setEvents] = useState<readonly Event[]>([]);
  useEffect(() => {
    let last = 0;
    let kept: readonly Event[] = [];
    return poll(async (signal) => {
      for (;;) {
        const { data } = await heard(get<Page<Event>>(`${path}/events?after=${last}&limit=${AT_ONCE}`, signal));
        if (signal.aborted || data.length === 0) return;
        last = data[data.length - 1]!.seq;
        const fresh = data.filter(({ type }) => type !== 'game');
        if (fresh.length) setEvents((kept = [...kept, ...fresh].slice(-500)));
        if (data.length < AT_ONCE) return;
      }
    }, every);
  }, [path, every]);
  return events;
}

function detail({ data }: Event, names: Names, children: ReadonlyMap<string, string>): string {
  const text = (key: string): string | null => {
    const value = data[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
  };
  return [
    children.get(text('fineTune') ?? '') ?? null,
    text('contestant'),
    text('name'),
    text('arm'),
    text('code'),
    text('message'),
    text('reason'),
  ]
    .filter((part): part is string => part !== null)
    .map((part) => names.text(part))
    .join(', ');
}

interface EventsCardProps extends CardContext {
  readonly every: number;
  readonly children: ReadonlyMap<string, string>;
}

/** `children` gives the names of fine-tunes by their id. */
export function EventsCard({ path, every, names, children }: EventsCardProps) {
  const events = useEvents(path, every);
  return (
    <Card title="Events" note="games left out">
      {events.length === 0 ? (
        <Empty>Nothing has happened yet.</Empty>
      ) : (
        <ol class="events" tabIndex={0} aria-label="Events, newest first">
          {[...events]
            .reverse()
            .slice(0, SHOWN)
            .map((event) => (
              <li key={event.seq}>
                <time class="soft" dateTime={event.at}>
                  {clock(event.at)}
                </time>
                <span class={/failed|conflict/.test(event.type) ? 'bad' : undefined}>
                  {words(event.type)}
                  <span class="soft"> {detail(event, names, children)}</span>
                </span>
              </li>
            ))}
        </ol>
      )}
    </Card>
  );
}
