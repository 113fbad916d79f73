import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../files/index.js';
import type { Log } from '../orchestration/index.js';
import type { QueueName } from '../vocabulary/index.js';

/** Running worker processes. */
export interface WorkerProcesses {
  /** Sends SIGTERM to all workers, and SIGKILL after 25 s; resolves when all have exited. */
  stop(): Promise<void>;
}

/** Options of `startWorkerProcesses`. */
export interface WorkerProcessesOptions {
  /** Number of processes of each kind. */
  readonly counts: Readonly<Record<QueueName, number>>;
  readonly env: NodeJS.ProcessEnv;
  /** File descriptor for their stdout and stderr. */
  readonly output: number | 'inherit';
  readonly log: Log;
}

/** Time between SIGTERM and SIGKILL, ms; longer than the workers' own shutdown grace of 20 s. */
const KILL_AFTER_MS = 25_000;
/** Restart delays, ms: doubled after each short run. */
const MIN_RESTART_DELAY_MS = 1_000;
const MAX_RESTART_DELAY_MS = 30_000;
/** A worker that ran longer than this before it exited is restarted after the minimum delay, ms. */
const STABLE_AFTER_MS = 60_000;

/**
 * Starts worker processes and restarts each one that exits before `stop`. Workers release their claims and exit on
 * SIGTERM and when the IPC channel to this process closes, so none outlives its service.
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
      const pause = Date.now() - since > STABLE_AFTER_MS ? MIN_RESTART_DELAY_MS : wait;
      log.warn({ kind, exitCode: code, signal, pauseMs: pause }, 'a worker ended and is started again');
      const timer = setTimeout(() => {
        waiting.delete(timer);
        start(kind, Math.min(2 * pause, MAX_RESTART_DELAY_MS));
      }, pause);
      waiting.add(timer);
    });
  };
  for (const [kind, count] of Object.entries(counts) as [QueueName, number][])
    for (let i = 0; i < count; i++) start(kind, MIN_RESTART_DELAY_MS);

  return {
    async stop() {
      stopping = true;
      waiting.forEach(clearTimeout);
      await Promise.all([...running].map(terminate));
    },
  };
}

function terminate(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
