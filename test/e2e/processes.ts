import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { isAlive } from '../../src/store/postgres/local-process.js';
import { until } from '../orchestration/mock.js';

/** A machine that does much else at the time may need minutes to load what a process consists of. Milliseconds. */
const START_LIMIT = 180_000;

type LogLine = Readonly<Record<string, unknown>>;

/** A process of the service under test, with its structured log. */
export class Service {
  readonly lines: LogLine[] = [];
  readonly #child: ChildProcess;
  #errors = '';

  constructor(
    readonly name: string,
    script: string,
    env: NodeJS.ProcessEnv,
    args: readonly string[] = [],
  ) {
    this.#child = spawn(process.execPath, [script, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let rest = '';
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop()!;
      for (const part of parts) if (part.startsWith('{')) this.lines.push(JSON.parse(part) as LogLine);
    });
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
  }

  get pid(): number {
    return this.#child.pid!;
  }

  get errors(): string {
    return this.#errors;
  }

  /** Waits for a log line with this message; `after` counts lines to pass over. */
  async said(message: string, after = 0): Promise<LogLine> {
    await until(
      () => this.lines.slice(after).some(({ msg }) => msg === message),
      `${this.name} says "${message}"`,
      START_LIMIT,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}${this.ended ? ' and has ended' : ''}; ${this.#errors.slice(-500)}`);
    });
    return this.lines.slice(after).find(({ msg }) => msg === message)!;
  }

  /** The process id of its living compute child, if it has one now. */
  get child(): number | undefined {
    return this.lines
      .flatMap(({ msg, childPid }) => (msg === 'compute child is ready' ? [childPid as number] : []))
      .findLast(isAlive);
  }

  async childPid(): Promise<number> {
    await until(() => this.child !== undefined, `${this.name} has a child`, START_LIMIT);
    return this.child!;
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Stopped in its tracks by SIGSTOP, as on a machine that swaps or a laptop that sleeps; `resume` lets it go on. */
  pause(): void {
    if (!this.ended) this.#child.kill('SIGSTOP');
  }

  resume(): void {
    if (!this.ended) this.#child.kill('SIGCONT');
  }

  onExit(then: () => void): void {
    this.#child.once('exit', then);
  }

  /** `kill -9`: nothing is given back, nothing is said. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null> {
    return this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    if (!this.ended) {
      const gone = once(this.#child, 'exit');
      this.#child.kill(signal);
      await gone;
    }
    return this.#child.exitCode;
  }
}
