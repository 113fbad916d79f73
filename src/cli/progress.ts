import cliProgress from 'cli-progress';

/** One thing that goes on: `value` of `total`, with a few words about it. */
export interface ProgressTask {
  readonly name: string;
  readonly value: number;
  readonly total: number;
  readonly note: string;
}

export interface Progress {
  update(tasks: readonly ProgressTask[]): void;
  stop(): void;
}

/** Between lines where there is no terminal. Milliseconds. */
const LINE_EVERY = 5_000;

/** Bars on a terminal, a plain line every few seconds elsewhere. Always on stderr, so that stdout holds results alone. */
export function openProgress(stream: NodeJS.WriteStream = process.stderr, now: () => number = Date.now): Progress {
  return stream.isTTY ? bars(stream) : lines(stream, now);
}

function bars(stream: NodeJS.WriteStream): Progress {
  const multi = new cliProgress.MultiBar(
    { stream, format: '{name} [{bar}] {value}/{total} · {duration_formatted} · {note}', hideCursor: true, autopadding: true, forceRedraw: true },
    cliProgress.Presets.rect,
  );
  const open = new Map<string, cliProgress.SingleBar>();
  return {
    update(tasks) {
      for (const { name, value, total, note } of tasks) {
        let bar = open.get(name);
        if (bar === undefined) {
          bar = multi.create(total, value, { name: name.padEnd(10), note });
          open.set(name, bar);
        }
        bar.setTotal(total);
        bar.update(value, { name: name.padEnd(10), note });
      }
    },
    stop: () => multi.stop(),
  };
}

function lines(stream: NodeJS.WritableStream, now: () => number): Progress {
  let next = 0;
  let last = '';
  let pending = '';
  const write = (): void => {
    if (pending !== last) stream.write(`${pending}\n`);
    last = pending;
  };
  return {
    update(tasks) {
      pending = tasks.map(({ name, value, total, note }) => `${name} ${value}/${total}${note && ` (${note})`}`).join(', ');
      if (now() < next) return;
      next = now() + LINE_EVERY;
      write();
    },
    stop: write,
  };
}
