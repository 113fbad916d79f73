import { copyFileSync, fstatSync, ftruncateSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { destination, type Logger, pino } from 'pino';

export interface ServiceLog {
  readonly log: Logger;
  /** File descriptor for what workers print: the same place. */
  readonly output: number;
  /** Undefined when the log goes to stdout. */
  readonly path: string | undefined;
}

/** Never in a log: keys. */
const SECRET = ['req.headers.authorization', 'headers.authorization'];

/** Structured logs of a service: in a file under the home, or on stdout where a supervisor collects them. */
export function openServiceLog(home: string, env: NodeJS.ProcessEnv, to: 'file' | 'stdout'): ServiceLog {
  let path: string | undefined;
  let output = 1;
  if (to === 'file') {
    mkdirSync(home, { recursive: true });
    path = join(home, 'service.log');
    output = openSync(path, 'a', 0o600);
    keepSmall(path, output);
    setInterval(keepSmall, LOOK_EVERY, path, output).unref();
  }
  const log = pino(
    { level: env.LOG_LEVEL || 'info', redact: SECRET, base: { pid: process.pid } },
    destination({ dest: output, sync: true }),
  );
  return { log, output, path };
}

/**
 * Bytes at which a log is put aside as `service.log.1`, and ms between looks: the two files stay below some fifty
 * megabytes.
 */
const FULL = 20e6;
const LOOK_EVERY = 60_013;

/** Everybody who writes here appends, so the file may be cut under them; what is written during the copy is lost. */
function keepSmall(path: string, file: number): void {
  if (fstatSync(file).size < FULL) return;
  copyFileSync(path, `${path}.1`);
  ftruncateSync(file);
}
