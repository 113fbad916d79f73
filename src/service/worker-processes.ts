import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../files/index.js';
import type { Log } from '../orchestration/index.js';
import type { QueueName } from '../vocabulary/index.js';

export interface WorkerProcesses {
  stop(): Promise<void>;
}

export interface WorkerProcessesOptions {
  /** How many of each kind. */
  readonly counts: Readonly<Record<QueueName, number>>;
  readonly env: NodeJS.ProcessEnv;
  /** File descriptor that takes what they print. */
  readonly output: number | 'inherit';
  readonly log: Log;
}

/** More than the workers' own grace. Milliseconds. */
const KILL_AFTER = 25_000;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
/** One that ran so long before it ended is started again at once. */
const LONG_RUN = 60_000;

/**
 * Starts worker processes and starts each again when it ends before `stop`. They give back their work on SIGTERM, and
 * when the channel to this process closes: none outlives its service.
 */
export function startWorkerProcesses({ counts, env, output, log }: WorkerProcessesOptions): WorkerProcesses {
  const running = new Set<ChildProcess>();
  const waiting = new Set<NodeJS.Timeout>();
  let stopping = false;

  const start = (kind: QueueName, wait: number): void => {
    const child = spawn(process.execPath, [join(projectRoot(), 'dist', 'workers', `${kind}-worker.js`)], {
      env,
      stdio: ['ignore', output, output, 'ipc'],
    });
    const since = Date.now();
    running.add(child);
    child.on('error', (error) => log.error({ kind, cause: error.message }, 'a worker could not be started'));
    child.on('exit', (code, signal) => {
      running.delete(child);
      if (stopping) return;
      const pause = Date.now() - since > LONG_RUN ? FIRST_WAIT : wait;
      log.warn({ kind, exitCode: code, signal, pauseMs: pause }, 'a worker ended and is started again');
      const timer = setTimeout(() => {
        waiting.delete(timer);
        start(kind, Math.min(2 * pause, LONGEST_WAIT));
      }, pause);
      waiting.add(timer);
    });
  };
  for (const [kind, count] of Object.entries(counts) as [QueueName, number][])
    for (let i = 0; i < count; i++) start(kind, FIRST_WAIT);

  return {
    async stop() {
      stopping = true;
      waiting.forEach(clearTimeout);
      await Promise.all([...running].map(ended));
    },
  };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
