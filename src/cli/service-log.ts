import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { destination, pino, type Logger } from 'pino';

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
  }
  const log = pino({ level: env['LOG_LEVEL'] || 'info', redact: SECRET, base: { pid: process.pid } }, destination({ dest: output, sync: true }));
  return { log, output, path };
}
