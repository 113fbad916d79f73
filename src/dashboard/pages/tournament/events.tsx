import { useEffect, useState } from 'preact/hooks';
import type { Event, EventPage } from '../../../spec/api/index.js';
import { get, poll, trackConnection } from '../../api/index.js';
import { Card, Empty, type Names, timeOfDay, undashed } from '../../parts/index.js';
import type { CardContext } from './context.js';

const BATCH = 1000;
/** Events kept in memory and events shown. */
const [MAX_KEPT, MAX_SHOWN] = [500, 60];

/** The latest events other than games, oldest first. Each poll requests only the events after the latest known one. */
function useEvents(path: string, everyMs: number): readonly Event[] {
  const [events, setEvents] = useState<readonly Event[]>([]);
  useEffect(() => {
    let last = 0;
    let kept: readonly Event[] = [];
    return poll(async (signal) => {
      for (;;) {
        const url = `${path}/events?after=${last}&limit=${BATCH}`;
        const { data } = await trackConnection(get<EventPage>(url, signal));
        if (signal.aborted || data.length === 0) return;
        last = data[data.length - 1]!.seq;
        const added = data.filter(({ type }) => type !== 'game');
        if (added.length) setEvents((kept = [...kept, ...added].slice(-MAX_KEPT)));
        if (data.length < BATCH) return;
      }
    }, everyMs);
  }, [path, everyMs]);
  return events;
}

/** The child, cause or reason of an event, as far as its type has them. */
function detailOf(event: Event, names: Names, childNames: ReadonlyMap<string, string>): string {
  const data: Readonly<Record<string, unknown>> = { ...event.data };
  const text = (key: string): string | undefined => (typeof data[key] === 'string' ? data[key] : undefined);
  return [childNames.get(text('fineTune') ?? ''), text('code'), text('message'), text('reason')]
    .filter((part) => part !== undefined)
    .map(names.text)
    .join(', ');
}

interface EventsCardProps extends CardContext {
  /** Milliseconds between two polls. */
  readonly everyMs: number;
  /** Names of children by the id of their fine-tune. */
  readonly childNames: ReadonlyMap<string, string>;
}

/** What has happened in the tournament, newest first. */
export function EventsCard({ path, everyMs, names, childNames }: EventsCardProps) {
  const events = useEvents(path, everyMs);
  return (
    <Card title="Events" note="without games">
      {events.length === 0 ? (
        <Empty>No events yet.</Empty>
      ) : (
        <ol class="events" tabIndex={0} aria-label="Events, newest first">
          {[...events]
            .reverse()
            .slice(0, MAX_SHOWN)
            .map((event) => (
              <li key={event.seq}>
                <time class="soft" dateTime={event.at}>
                  {timeOfDay(event.at)}
                </time>
                <span class={/failed|conflict/.test(event.type) ? 'bad' : undefined}>
                  {undashed(event.type)}
                  <span class="soft"> {detailOf(event, names, childNames)}</span>
                </span>
              </li>
            ))}
        </ol>
      )}
    </Card>
  );
}
