import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
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
/** A request as callers write it: the id is made up here. */
export type ComputeWork<Kind extends ComputeKind = ComputeKind> = WithoutId<Extract<ComputeRequest, { type: Kind }>>;

export interface ComputeProcessOptions {
  readonly log: Log;
  /** The script to fork; the built `workers/compute-child.js` unless a test gives its own. */
  readonly entry?: string;
  /**
   * Without a message for so long while it works, the child counts as hung and is killed. It reports every few seconds.
   */
  readonly silenceMs?: number;
  /** How long a cancelled request may take to stop before the child is killed. */
  readonly cancelGraceMs?: number;
  /** Variables that the child has beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** tfjs leaks: past this, an idle child is replaced. */
  readonly budget?: { readonly tensors: number; readonly rssBytes: number };
}

/** The address of the database and the keys are the parent's business. */
const PARENT_ONLY_VARIABLES = ['DATABASE_URL', 'REDIS_URL', 'SENTIMATE_API_KEYS'] as const;
const MAX_LAST_LINES = 5;

/**
 * The parent's side of the process that owns TensorFlow.
 *
 *   absent --start()--> working --last task ends--> idle --start()--> working
 *   working, idle --process ends--> absent: every running task fails with `child-exited`
 *   idle, over budget --> told to exit, absent
 *
 * The child is forked by the first task and again by the first after its end; nothing is retried here.
 */
export class ComputeProcess {
  readonly #options: Required<ComputeProcessOptions>;
  readonly #tasks = new Map<string, ComputeTask<ComputeKind>>();
  #child: ChildProcess | undefined;
  #watch: NodeJS.Timeout | undefined;
  #lastSign = 0;
  #stopped = false;
  /** What the child last said of itself. */
  backend: BackendInfo | undefined;
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

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts a request; its `result` rejects with ComputeError. */
  start<Kind extends ComputeKind>(work: ComputeWork<Kind>, handlers: TaskHandlers = {}): ComputeTask<Kind> {
    const id = randomUUID();
    const task = new ComputeTask<Kind>(
      id,
      handlers,
      (message) => this.#send(message),
      () => this.#killSoon(id),
    );
    if (this.#stopped) {
      task.fail(new ComputeError('stopped', 'the compute process is stopped'));
      return task;
    }
    const child = (this.#child ??= this.#fork());
    if (this.#tasks.size === 0) this.#lastSign = Date.now();
    this.#tasks.set(id, task as unknown as ComputeTask<ComputeKind>);
    child.send(
      { ...work, id } as unknown as ToChild,
      (error) => error && this.#options.log.debug({ err: error }, 'message to the compute child was lost'),
    );
    return task;
  }

  /** The plain form: one request, one answer. */
  request<Kind extends ComputeKind>(
    work: ComputeWork<Kind>,
    handlers: TaskHandlers = {},
  ): Promise<ComputeResults[Kind]> {
    return this.start<Kind>(work, handlers).result;
  }

  /** Ends the child now. Its tasks fail at once, so that the next request cannot meet a process that is about to go. */
  kill(code = 'child-exited', message = 'the compute child was killed'): void {
    const child = this.#child;
    child?.kill('SIGKILL');
    if (child) this.#ended(child, new ComputeError(code, message, 'SIGKILL'));
  }

  /** Ends the child for good: asks, then kills. Running tasks fail. */
  async stop(graceMs = 5_000): Promise<void> {
    this.#stopped = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    this.#send({ type: 'exit' });
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await gone;
    clearTimeout(timer);
  }

  #send(message: ToChild): void {
    if (this.#child?.connected) this.#child.send(message, () => undefined);
  }

  #killSoon(id: string): void {
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
    child.on('error', (error) => this.#ended(child, new ComputeError('child-missing', error.message)));
    child.on('exit', (code, signal) => {
      const how = signal ? `by ${signal}` : `with code ${code}`;
      if (this.#tasks.size > 0)
        log.warn({ exitCode: code, signal, lastLines: lines }, 'the compute child ended while it worked');
      this.#ended(child, new ComputeError('child-exited', `the compute child ended ${how}`, signal));
    });
    this.#watch = setInterval(() => this.#checkSilence(log), Math.max(50, this.#options.silenceMs / 4));
    this.#watch.unref();
    return child;
  }

  #receive(message: FromChild, log: Log): void {
    this.#lastSign = Date.now();
    switch (message.type) {
      case 'ready':
        this.backend = message.backend;
        log.info({ backend: message.backend }, 'compute child is ready');
        return;
      case 'usage':
        this.usage = message.usage;
        return;
      case 'metric':
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

  /** Called when a request has ended; its usage came just before. */
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
    this.#forget();
    setTimeout(() => child?.kill('SIGKILL'), this.#options.cancelGraceMs).unref();
  }

  #checkSilence(log: Log): void {
    if (this.#tasks.size === 0 || Date.now() - this.#lastSign <= this.#options.silenceMs) return;
    log.error({ silenceMs: this.#options.silenceMs }, 'the compute child gives no sign of life and is killed');
    this.kill('child-silent', 'the compute child gave no sign of life');
  }

  #forget(): void {
    clearInterval(this.#watch);
    this.#child = undefined;
    this.usage = undefined;
  }

  /** `exit` may follow `error` or a replacement: only the present child's end fails the tasks. */
  #ended(child: ChildProcess, error: ComputeError): void {
    if (this.#child !== child) return;
    this.#forget();
    const tasks = [...this.#tasks.values()];
    this.#tasks.clear();
    for (const task of tasks)
      task.fail(this.#stopped ? new ComputeError('stopped', 'the compute process is stopped') : error);
  }
}
