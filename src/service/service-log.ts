import { copyFileSync, fstatSync, ftruncateSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { destination, type Logger, pino } from 'pino';

/** The log of a service and the place it is written to. */
export interface ServiceLog {
  readonly log: Logger;
  /** File descriptor of the same destination, for the output of worker processes. */
  readonly output: number;
  /** Path of the log file; undefined if the log goes to stdout. */
  readonly path: string | undefined;
}

/** Fields that pino redacts: API keys. */
const REDACTED_PATHS = ['req.headers.authorization', 'headers.authorization'];

/**
 * Opens the structured log of a service: `service.log` under the home, or stdout, where a supervisor collects it. The
 * level is that of LOG_LEVEL, `info` by default.
 */
export function openServiceLog(home: string, env: NodeJS.ProcessEnv, to: 'file' | 'stdout'): ServiceLog {
  let path: string | undefined;
  let output = 1;
  if (to === 'file') {
    mkdirSync(home, { recursive: true });
    path = join(home, 'service.log');
    output = openSync(path, 'a', 0o600);
    rotateIfLarge(path, output);
    setInterval(rotateIfLarge, CHECK_PERIOD_MS, path, output).unref();
  }
  const log = pino(
    { level: env.LOG_LEVEL || 'info', redact: REDACTED_PATHS, base: { pid: process.pid } },
    destination({ dest: output, sync: true }),
  );
  return { log, output, path };
}

/**
 * Size in bytes at which the log is rotated to `service.log.1`, and milliseconds between checks: together the two files
 * stay below about 50 MB.
 */
const MAX_LOG_BYTES = 20e6;
const CHECK_PERIOD_MS = 60_013;

/** All writers append, so the file can be truncated in place; lines written during the copy are lost. */
function rotateIfLarge(path: string, file: number): void {
  if (fstatSync(file).size < MAX_LOG_BYTES) return;
  copyFileSync(path, `${path}.1`);
  ftruncateSync(file);
}
