import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Match, Standings, Tournament } from '../../spec/api/index.js';
import {
  ApiClient,
  ApiError,
  CliError,
  openProgress,
  openScreen,
  type Played,
  untilSignal,
  wholeNumber,
} from '../shell/index.js';
import { NOUN } from './follow-progress.js';
import { DEFAULT_PORT } from './serve.js';
import { standingsLines } from './standings-text.js';

interface WatchFlags {
  readonly url: string;
  readonly every: number;
  readonly json?: boolean;
}

/** `sentimate watch ID`: live standings. */
export function registerWatch(program: Command): void {
  program
    .command('watch')
    .description('show the live standings of a tournament or match until it ends; Ctrl-C only ends the display')
    .argument('<id>', 'its id, as `tournament run` and POST /tournaments give it')
    .option(
      '--url <url>',
      'the service that runs it (key: SENTIMATE_API_KEY)',
      process.env.SENTIMATE_URL ?? `http://127.0.0.1:${DEFAULT_PORT}`,
    )
    .option('--every <seconds>', 'polling period', wholeNumber, 2)
    .option('--json', 'print one line of JSON per change')
    .action(watch);
}

/** The state of a tournament at one moment. */
interface Snapshot {
  readonly view: Tournament | Match;
  readonly standings: Standings;
}

async function watch(id: string, flags: WatchFlags): Promise<void> {
  if (!/^[\w-]{1,100}$/.test(id)) throw new CliError('usage', `${id.slice(0, 100)} is no id of a tournament or match`);
  const api = new ApiClient(flags.url, process.env.SENTIMATE_API_KEY);
  const kind = await kindOf(api, id);
  const display = flags.json ? jsonLines() : process.stdout.isTTY ? wholeScreen(kind) : plainLines(kind);
  try {
    await untilSignal(async (signal) => {
      let version = -1;
      for (;;) {
        const view = await api.tournament(id, kind);
        if (view.version !== version) display.snapshot({ view, standings: await api.standings(id, kind) });
        version = view.version;
        if (view.state !== 'created' && view.state !== 'running') return;
        await sleep(1000 * Math.max(1, flags.every), undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return;
      }
    });
  } finally {
    display.end();
  }
}

/** Tournaments and matches share their ids but not their routes. Throws CliError if there is neither. */
async function kindOf(api: ApiClient, id: string): Promise<Played> {
  for (const kind of ['tournaments', 'matches'] as const) {
    const found = await api.tournament(id, kind).catch((error: unknown) => {
      if (error instanceof ApiError && error.code === 'not-found') return undefined;
      throw error;
    });
    if (found) return kind;
  }
  throw new CliError('not-found', `${api.url} knows no tournament or match ${id}`);
}

/** A way to display snapshots. */
interface Display {
  snapshot(snapshot: Snapshot): void;
  end(): void;
}

const childrenText = ({ progress: { fineTunes, checking } }: Tournament | Match): string => {
  const all = Object.values(fineTunes).reduce((sum, count) => sum + count, 0);
  return all === 0
    ? ''
    : `${fineTunes.finished} of ${all} children trained` +
        `${checking ? `, ${checking} being checked` : ''}${fineTunes.failed ? `, ${fineTunes.failed} failed` : ''}`;
};

/** Redraws the standings in place; the last ones remain on the screen. */
function wholeScreen(kind: Played): Display {
  const screen = openScreen(process.stdout);
  return {
    snapshot({ view, standings }) {
      const { games, done, claimed } = view.progress;
      const facts = [
        view.state,
        `${done} of ${games} games${claimed ? `, ${claimed} on the boards` : ''}`,
        childrenText(view),
      ]
        .filter(Boolean)
        .join(' · ');
      screen.draw([`${NOUN[kind]} “${view.name}”`, facts, '', ...standingsLines(standings)]);
    },
    end: () => screen.close(),
  };
}

/** Progress lines while it runs, the standings at the end. */
function plainLines(kind: Played): Display {
  const progress = openProgress();
  let last: Snapshot | undefined;
  return {
    snapshot(snapshot) {
      last = snapshot;
      const { games, done, claimed } = snapshot.view.progress;
      const note = [childrenText(snapshot.view), claimed ? `${claimed} on the boards` : ''].filter(Boolean).join('; ');
      progress.update([{ name: 'games', value: done, total: games, note }]);
    },
    end() {
      progress.stop();
      if (last)
        process.stdout.write(
          [`${NOUN[kind]} ${last.view.id} is ${last.view.state}`, ...standingsLines(last.standings), ''].join('\n'),
        );
    },
  };
}

const jsonLines = (): Display => ({
  snapshot: ({ view: { id, name, state, progress }, standings }) =>
    void process.stdout.write(`${JSON.stringify({ id, name, state, progress, standings })}\n`),
  end: () => undefined,
});
