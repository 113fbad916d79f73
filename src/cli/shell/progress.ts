import cliProgress from 'cli-progress';
import { duration } from './duration.js';
import { RateMeter } from './throughput.js';

/** One thing that goes on: `value` of `total`, with a few words about it. */
export interface ProgressTask {
  readonly name: string;
  readonly value: number;
  readonly total: number;
  readonly note: string;
  /** How values are written; whole numbers as they are unless told otherwise. */
  readonly unit?: 'count' | 'bytes';
}

export interface Progress {
  update(tasks: readonly ProgressTask[]): void;
  /** A line that stays: above the bars on a terminal. */
  say(line: string): void;
  stop(): void;
}

/** Between lines where there is no terminal. Milliseconds. */
const LINE_EVERY = 5_000;
/** The widest bar, in characters. */
const BAR = 24;

/**
 * Bars on a terminal, a plain line every few seconds elsewhere. Always on stderr, so that stdout holds results alone.
 * What is over within `quietMs` writes no line.
 */
export function openProgress(
  stream: NodeJS.WriteStream = process.stderr,
  now: () => number = Date.now,
  quietMs = 0,
): Progress {
  return stream.isTTY ? bars(stream, now) : lines(stream, now, quietMs);
}

/** Rates and the time left of several tasks, by name. */
function pace(now: () => number): (task: ProgressTask) => string {
  const meters = new Map<string, RateMeter>();
  return ({ name, value, total, unit }) => {
    const meter = meters.get(name) ?? meters.set(name, new RateMeter(now)).get(name)!;
    const rate = meter.rate(value);
    if (value >= total && total > 0) return 'done';
    return rate === undefined ? '' : `${rateText(rate, unit)}, ${duration((total - value) / rate)} left`;
  };
}

const MEGA = 1e6;
const amount = (value: number, unit: ProgressTask['unit']): string =>
  unit === 'bytes' ? (value / MEGA).toFixed(1) : String(Math.round(value));

/** `12/s`, `0.4/s`, or for what is slower `3.5/min`. */
function rateText(rate: number, unit: ProgressTask['unit']): string {
  if (unit === 'bytes') return `${(rate / MEGA).toFixed(1)} MB/s`;
  if (rate < 0.1) return `${(60 * rate).toFixed(1)}/min`;
  return `${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`;
}

const countText = ({ value, total, unit }: ProgressTask): string =>
  `${amount(value, unit)}/${amount(total, unit)}${unit === 'bytes' ? ' MB' : ''}`;

function bars(stream: NodeJS.WriteStream, now: () => number): Progress {
  const paceOf = pace(now);
  const multi = new cliProgress.MultiBar(
    {
      stream,
      hideCursor: true,
      forceRedraw: true,
      gracefulExit: false,
      barsize: BAR,
      linewrap: false,
      format: (_options, _params, { text }: { text?: string }) => text ?? '',
    },
    cliProgress.Presets.rect,
  );
  const open = new Map<string, cliProgress.SingleBar>();
  return {
    update(tasks) {
      for (const task of tasks) {
        const bar =
          open.get(task.name) ??
          open.set(task.name, multi.create(task.total, task.value, { text: '' })).get(task.name)!;
        bar.setTotal(task.total);
        bar.update(task.value, { text: barText(task, paceOf(task), stream.columns || 80) });
      }
    },
    say: (line) => void multi.log(`${line}\n`),
    stop: () => multi.stop(),
  };
}

/** One line of at most `columns`: the note gives way first, then the bar. */
function barText(task: ProgressTask, pace: string, columns: number): string {
  const share = task.total > 0 ? Math.min(1, task.value / task.total) : 0;
  const facts = [`${Math.floor(100 * share)} %`.padStart(5), countText(task), ...(pace ? [pace] : [])].join('  ');
  const room = columns - 12 - facts.length - 2;
  const width = Math.max(0, Math.min(BAR, room));
  const filled = Math.round(width * share);
  const text = `${task.name.padEnd(10)} ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${facts}${task.note && `  ${task.note}`}`;
  return text.length < columns ? text : `${text.slice(0, Math.max(0, columns - 2))}…`;
}

function lines(stream: NodeJS.WritableStream, now: () => number, quietMs: number): Progress {
  const paceOf = pace(now);
  let next = now() + quietMs;
  let last = '';
  let pending = '';
  const write = (): void => {
    if (pending !== last) stream.write(`${pending}\n`);
    last = pending;
  };
  return {
    update(tasks) {
      pending = tasks
        .map((task) => {
          const words = [paceOf(task), task.note].filter(Boolean).join('; ');
          return `${task.name} ${countText(task)}${words && ` (${words})`}`;
        })
        .join(', ');
      if (now() < next) return;
      next = now() + LINE_EVERY;
      write();
    },
    say: (line) => void stream.write(`${line}\n`),
    stop: () => (quietMs > 0 && last === '' ? undefined : write()),
  };
}
