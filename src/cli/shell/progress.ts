import cliProgress from 'cli-progress';
import { duration } from './duration.js';
import { ThroughputMeter } from './throughput.js';

/** A task in progress: `value` of `total`, with a short note. */
export interface ProgressTask {
  readonly name: string;
  readonly value: number;
  readonly total: number;
  readonly note: string;
  /** Unit of the values; default: `count`. */
  readonly unit?: 'count' | 'bytes';
}

/** A progress display. */
export interface Progress {
  /** Shows the current state of all tasks. */
  update(tasks: readonly ProgressTask[]): void;
  /** Prints a permanent line, above the bars on a terminal. */
  say(line: string): void;
  /** Ends the display. */
  stop(): void;
}

/** Period of progress lines without a terminal, ms. */
const LINE_PERIOD_MS = 5_000;
/** Maximum width of a bar, in characters. */
const MAX_BAR_WIDTH = 24;

/**
 * Shows progress on stderr, so that stdout contains only results: bars on a terminal, otherwise one line every five
 * seconds. Without a terminal, nothing is printed for work that finishes within `quietMs`.
 */
export function openProgress(
  stream: NodeJS.WriteStream = process.stderr,
  now: () => number = Date.now,
  quietMs = 0,
): Progress {
  return stream.isTTY ? bars(stream, now) : lines(stream, now, quietMs);
}

/** Returns a function that describes the rate and the remaining time of a task. */
function pace(now: () => number): (task: ProgressTask) => string {
  const meters = new Map<string, ThroughputMeter>();
  return ({ name, value, total, unit }) => {
    const meter = meters.get(name) ?? meters.set(name, new ThroughputMeter(now)).get(name)!;
    const rate = meter.rate(value);
    if (value >= total && total > 0) return 'done';
    return rate === undefined ? '' : `${rateText(rate, unit)}, ${duration((total - value) / rate)} left`;
  };
}

const MEGA = 1e6;
const amount = (value: number, unit: ProgressTask['unit']): string =>
  unit === 'bytes' ? (value / MEGA).toFixed(1) : String(Math.round(value));

/** `12/s`, `0.4/s`; rates below 0.1/s as `3.5/min`. */
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
      barsize: MAX_BAR_WIDTH,
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

/** One line of at most `columns` characters: the note is truncated first, then the bar shrinks. */
function barText(task: ProgressTask, pace: string, columns: number): string {
  const share = task.total > 0 ? Math.min(1, task.value / task.total) : 0;
  const facts = [`${Math.floor(100 * share)} %`.padStart(5), countText(task), ...(pace ? [pace] : [])].join('  ');
  const room = columns - 12 - facts.length - 2;
  const width = Math.max(0, Math.min(MAX_BAR_WIDTH, room));
  const filled = Math.round(width * share);
  const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
  const text = `${task.name.padEnd(10)} ${bar} ${facts}${task.note && `  ${task.note}`}`;
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
      next = now() + LINE_PERIOD_MS;
      write();
    },
    say: (line) => void stream.write(`${line}\n`),
    stop: () => (quietMs > 0 && last === '' ? undefined : write()),
  };
}
