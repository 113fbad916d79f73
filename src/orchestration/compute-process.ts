import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../files/index.js';
import type {
  BackendInfo,
  ComputeKind,
  ComputeRequest,
  ComputeResults,
  FromChild,
  ToChild,
  Usage,
} from '../spec/index.js';
import { ComputeError } from './compute-error.js';
import { ComputeTask, type TaskHandlers } from './compute-task.js';
import type { Log } from './log.js';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** A request without its id, which ComputeProcess assigns. */
export type ComputeWork<Kind extends ComputeKind = ComputeKind> = WithoutId<Extract<ComputeRequest, { type: Kind }>>;

/** Options of ComputeProcess. Times are in milliseconds. */
export interface ComputeProcessOptions {
  readonly log: Log;
  /** The script to fork; default: the built `workers/compute-child.js`. */
  readonly entry?: string;
  /**
   * Maximum time between two messages of a working child before it counts as hung and is killed; it reports every few
   * seconds. Default 5 min.
   */
  readonly silenceMs?: number;
  /** How long a cancelled request may take to stop before the child is killed. Default 10 s. */
  readonly cancelGraceMs?: number;
  /** Environment variables of the child, in addition to those of this process, which take precedence. */
  readonly env?: Readonly<Record<string, string>>;
  /** Scheduling priority of the child (`os.constants.priority`). Default: that of this process. */
  readonly priority?: number;
  /** tfjs leaks memory: an idle child above this budget is replaced. Default 20,000 tensors, 6 GiB. */
  readonly budget?: { readonly tensors: number; readonly rssBytes: number };
}

/** Sets the priority before the child has started threads of its own, which inherit it. */
function lowerPriority(pid: number | undefined, priority: number | undefined, log: Log): void {
  if (pid === undefined || priority === undefined) return;
  try {
    setPriority(pid, priority);
  } catch (error) {
    log.debug({ err: error }, 'the priority of the compute child was not set'); // it has ended, or the system has none
  }
}

/** Removed from the child's environment: it needs neither the database, the queue nor the API keys. */
const PARENT_ONLY_VARIABLES = ['DATABASE_URL', 'REDIS_URL', 'SENTIMATE_API_KEYS'] as const;
/** Lines of the child's output that are logged when it exits unexpectedly. */
const MAX_LAST_LINES = 5;

/**
 * The parent's side of the child process that owns TensorFlow.
 *
 *   absent --start()--> working --last task ends--> idle --start()--> working
 *   working, idle --process ends--> absent: every running task fails with `child-exited`
 *   idle, over budget --> sent `exit`, absent
 *
 * The child is forked by the first task, and again by the first task after its exit. Nothing is retried here.
 */
export class ComputeProcess {
  readonly #options: Required<Omit<ComputeProcessOptions, 'priority'>> & Pick<ComputeProcessOptions, 'priority'>;
  readonly #tasks = new Map<string, ComputeTask<ComputeKind>>();
  #child: ChildProcess | undefined;
  #silenceTimer: NodeJS.Timeout | undefined;
  #lastMessageAt = 0;
  #stopped = false;
  /** The backend that the last child reported; undefined before it is ready. */
  backend: BackendInfo | undefined;
  /** The resource usage that the current child reported last. */
  usage: Usage | undefined;

  constructor(options: ComputeProcessOptions) {
    this.#options = {
      entry: join(projectRoot(), 'dist', 'workers', 'compute-child.js'),
      silenceMs: 300_000,
      cancelGraceMs: 10_000,
      env: {},
      budget: { tensors: 20_000, rssBytes: 6 * 2 ** 30 },
      ...options,
    };
  }

  /** Process id of the child; undefined while there is none. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts a request, forking the child if needed. The task's `result` rejects with ComputeError. */
  start<Kind extends ComputeKind>(work: ComputeWork<Kind>, handlers: TaskHandlers = {}): ComputeTask<Kind> {
    const id = randomUUID();
    const task = new ComputeTask<Kind>(
      id,
      handlers,
      (message) => this.#send(message),
      () => this.#killAfterGrace(id),
    );
    if (this.#stopped) {
      task.fail(new ComputeError('stopped', 'the compute process is stopped'));
      return task;
    }
    const child = (this.#child ??= this.#fork());
    if (this.#tasks.size === 0) this.#lastMessageAt = Date.now();
    this.#tasks.set(id, task as unknown as ComputeTask<ComputeKind>);
    child.send(
      { ...work, id } as unknown as ToChild,
      (error) => error && this.#options.log.debug({ err: error }, 'message to the compute child was lost'),
    );
    return task;
  }

  /** Starts a request and resolves with its result. Rejects with ComputeError. */
  request<Kind extends ComputeKind>(
    work: ComputeWork<Kind>,
    handlers: TaskHandlers = {},
  ): Promise<ComputeResults[Kind]> {
    return this.start<Kind>(work, handlers).result;
  }

  /**
   * Kills the child. Its tasks fail at once, so that the next request is not sent to a process that is about to exit.
   */
  kill(code = 'child-exited', message = 'the compute child was killed'): void {
    const child = this.#child;
    child?.kill('SIGKILL');
    if (child) this.#onExit(child, new ComputeError(code, message, 'SIGKILL'));
  }

  /**
   * Stops the child permanently: asks it to exit, and kills it after `graceMs`. Running tasks fail with `stopped`, and
   * so does every later request.
   */
  async stop(graceMs = 5_000): Promise<void> {
    this.#stopped = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    this.#send({ type: 'exit' });
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await exited;
    clearTimeout(timer);
  }

  #send(message: ToChild): void {
    if (this.#child?.connected) this.#child.send(message, () => undefined);
  }

  #killAfterGrace(id: string): void {
    setTimeout(() => {
      if (!this.#tasks.has(id)) return;
      this.#options.log.warn(
        { childPid: this.pid },
        'the compute child did not stop a cancelled request and is killed',
      );
      this.kill();
    }, this.#options.cancelGraceMs).unref();
  }

  #fork(): ChildProcess {
    const { entry } = this.#options;
    const env = { ...this.#options.env, ...process.env };
    for (const name of PARENT_ONLY_VARIABLES) delete env[name];
    const child = fork(entry, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
      env,
    });
    const log = this.#options.log.child({ childPid: child.pid });
    lowerPriority(child.pid, this.#options.priority, log);
    const lines: string[] = [];
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.split('\n').filter((part) => part.trim() !== '')) {
          log.debug({ line }, 'compute child prints');
          lines.push(line);
          if (lines.length > MAX_LAST_LINES) lines.shift();
        }
      });
    }
    child.on('message', (message) => {
      if (this.#child === child) this.#receive(message as FromChild, log);
    });
    child.on('error', (error) => this.#onExit(child, new ComputeError('child-missing', error.message)));
    child.on('exit', (code, signal) => {
      const how = signal ? `by ${signal}` : `with code ${code}`;
      if (this.#tasks.size > 0)
        log.warn({ exitCode: code, signal, lastLines: lines }, 'the compute child ended while it worked');
      this.#onExit(child, new ComputeError('child-exited', `the compute child ended ${how}`, signal));
    });
    this.#silenceTimer = setInterval(() => this.#checkSilence(log), Math.max(50, this.#options.silenceMs / 4));
    this.#silenceTimer.unref();
    return child;
  }

  #receive(message: FromChild, log: Log): void {
    this.#lastMessageAt = Date.now();
    switch (message.type) {
      case 'ready':
        this.backend = message.backend;
        log.info({ backend: message.backend }, 'compute child is ready');
        return;
      case 'usage':
        this.usage = message.usage;
        return;
      case 'training':
      case 'metric':
      case 'checking':
      case 'games':
        this.#tasks.get(message.id)?.receive(message);
        return;
      case 'done':
      case 'failed': {
        const task = this.#tasks.get(message.id);
        this.#tasks.delete(message.id);
        if (message.type === 'done') task?.finish(message.result);
        else task?.fail(new ComputeError(message.code, message.message));
        this.#recycle(log);
        return;
      }
      default:
        log.warn({ message: message satisfies never }, 'unknown message from the compute child');
    }
  }

  /** Replaces an idle child that is over its budget. Called after each request; its usage arrives just before. */
  #recycle(log: Log): void {
    const { budget } = this.#options;
    if (
      this.#tasks.size > 0 ||
      !this.usage ||
      (this.usage.tensors <= budget.tensors && this.usage.rssBytes <= budget.rssBytes)
    )
      return;
    log.info({ usage: this.usage, budget }, 'compute child is over its budget and is replaced');
    const child = this.#child;
    this.#send({ type: 'exit' });
    this.#clearChild();
    setTimeout(() => child?.kill('SIGKILL'), this.#options.cancelGraceMs).unref();
  }

  #checkSilence(log: Log): void {
    if (this.#tasks.size === 0 || Date.now() - this.#lastMessageAt <= this.#options.silenceMs) return;
    log.error({ silenceMs: this.#options.silenceMs }, 'the compute child sends no message and is killed');
    this.kill('child-silent', 'the compute child sent no message');
  }

  #clearChild(): void {
    clearInterval(this.#silenceTimer);
    this.#child = undefined;
    this.usage = undefined;
  }

  /** Fails all tasks, but only if `child` is the current one: `exit` may follow `error` or a replacement. */
  #onExit(child: ChildProcess, error: ComputeError): void {
    if (this.#child !== child) return;
    this.#clearChild();
    const tasks = [...this.#tasks.values()];
    this.#tasks.clear();
    for (const task of tasks)
      task.fail(this.#stopped ? new ComputeError('stopped', 'the compute process is stopped') : error);
  }
}
