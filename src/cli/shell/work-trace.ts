/** What the workers of a service do while a tournament runs, what they wait for, and the processors that they use. */
import type { Event, EventPage, Match, System, Tournament } from '../../spec/api/index.js';
import type { ApiClient } from './api-client.js';
import { type Part, processorSeconds } from './processor-use.js';

/** Something that a worker did, with its seconds. */
interface TraceRow {
  readonly what: string;
  readonly seconds: number;
}

/** A trace at the end of a tournament. */
export interface TraceSummary {
  /** Since the trace began. */
  readonly seconds: number;
  readonly rows: readonly TraceRow[];
  /** Processors used on average by part, and by all parts together; null where the system does not tell. */
  readonly processors: Readonly<Record<Part | 'all', number>> | null;
}

/** What an event begins; null where the fine-tune is over. */
const BEGINS: Readonly<Partial<Record<Event['type'], string | null>>> = {
  'fine-tune-started': 'loads',
  'fine-tune-training': 'trains',
  'fine-tune-checking': 'checks',
  'fine-tune-finished': null,
  'fine-tune-requeued': null,
  'fine-tune-failed': null,
  'fine-tune-cancelled': null,
};

/**
 * Seconds of what the fine-tune worker of a service did from `since` to `until` (ms since 1970), by a tournament's
 * events in their order: exact, however short. Between two fine-tunes it waits for the next one, after the last it has
 * ended. For services with one such worker and one tournament.
 * @internal Exported for tests.
 */
export function fineTuneRows(events: readonly Event[], since: number, until: number): TraceRow[] {
  const seconds = new Map<string, number>();
  let state = 'waits for a fine-tune';
  let at = since;
  const pass = (to: number): void => {
    seconds.set(state, (seconds.get(state) ?? 0) + Math.max(0, to - at) / 1000);
    at = Math.max(at, to);
  };
  const changes = events.flatMap(({ type, at: time }) => {
    const begins = BEGINS[type];
    return begins === undefined ? [] : [{ begins, at: Date.parse(time) }];
  });
  changes.forEach((change, i) => {
    pass(change.at);
    state = change.begins ?? (i === changes.length - 1 ? 'has ended' : 'waits for a fine-tune');
  });
  pass(until);
  return rowsOf('fine-tune worker', seconds);
}

/**
 * What a match worker does now, or why it does nothing.
 * @internal Exported for tests.
 */
export function matchState({ games, done, claimed }: Tournament['progress'], work: System['work']): string {
  if (claimed > work.leasesOver) return 'plays';
  if (work.leasesOver > 0) return 'waits for a lease to end';
  if (work.gamesDue > 0) return 'waits for the claim of due games';
  return done === games ? 'has ended' : 'waits for children';
}

const rowsOf = (who: string, seconds: ReadonlyMap<string, number>): TraceRow[] =>
  [...seconds]
    .map(([state, each]) => ({ what: `${who} ${state}`, seconds: each }))
    .filter((row) => row.seconds > 0)
    .sort((a, b) => b.seconds - a.seconds);

/** The trace of one tournament in a service of this process. Looks at games when it is told to. */
export class WorkTrace {
  readonly #began = Date.now();
  readonly #before = processorSeconds(process.pid);
  readonly #matches = new Map<string, number>();
  #last = performance.now();

  constructor(private readonly api: ApiClient) {}

  /** Looks at what the match worker does; it counts for the time since the last look. Rejects as ApiClient. */
  async look({ progress }: Pick<Tournament | Match, 'progress'>): Promise<void> {
    const { work } = await this.api.json<System>('/system');
    const seconds = (performance.now() - this.#last) / 1000;
    this.#last = performance.now();
    const state = matchState(progress, work);
    this.#matches.set(state, (this.#matches.get(state) ?? 0) + seconds);
  }

  /** The trace up to now. Rejects as ApiClient. */
  async summary(id: string): Promise<TraceSummary> {
    const after = processorSeconds(process.pid);
    const until = Date.now();
    const seconds = (until - this.#began) / 1000;
    const fineTunes = fineTuneRows(await this.#events(id), this.#began, until);
    const before = this.#before;
    return {
      seconds,
      rows: [...fineTunes, ...rowsOf('match worker', this.#matches)],
      processors: before && after && processorsUsed(before, after, seconds),
    };
  }

  async #events(id: string): Promise<Event[]> {
    const events: Event[] = [];
    let after: string | null = '0';
    while (after !== null) {
      const page: EventPage = await this.api.json(`/tournaments/${id}/events?limit=1000&after=${after}`);
      events.push(...page.data);
      after = page.next;
    }
    return events;
  }
}

function processorsUsed(
  before: Readonly<Record<Part, number>>,
  after: Readonly<Record<Part, number>>,
  seconds: number,
): Record<Part | 'all', number> {
  const used = (part: Part): number => (after[part] - before[part]) / seconds;
  const parts = { 'fine-tunes': used('fine-tunes'), games: used('games'), database: used('database') };
  const service = used('service');
  return { ...parts, service, all: parts['fine-tunes'] + parts.games + parts.database + service };
}
