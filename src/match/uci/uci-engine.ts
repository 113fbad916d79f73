/**
 * A chess engine in a process of its own, controlled by UCI over its standard input and output. One request at a time:
 *
 *   starting   `uci` is sent; options are read until `uciok`
 *   idle       no request
 *   busy       `isready` or `go` is sent; all lines before `readyok` or `bestmove` are ignored
 *   ended      by `close`, by itself, by a timeout or by invalid output; every request rejects with an EngineError
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { EngineCommand } from '../../files/index.js';
import { LineSplitter, parseBestMove, parseOption, type UciOption } from './uci-lines.js';

/** Stable codes of EngineError. */
export type EngineErrorCode =
  | 'engine-missing'
  | 'engine-silent'
  | 'engine-died'
  | 'engine-nonsense'
  | 'engine-option'
  | 'engine-closed';

/** A failure of an engine's process or of its answers. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  constructor(
    readonly code: EngineErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** When the engine stops its search. Limits of nodes and depth do not depend on the machine; time does. */
export type SearchLimit = { readonly nodes: number } | { readonly depth: number } | { readonly movetimeMs: number };

/** Time limits of an engine's answers. */
export interface EngineTimeouts {
  /** From the start to `uciok`, and from `isready` to `readyok`. */
  readonly readyMs: number;
  /** For a move, in addition to the search time if that is the limit. */
  readonly moveMs: number;
}

/** Default time limits. */
export const ENGINE_TIMEOUTS: EngineTimeouts = { readyMs: 20_000, moveMs: 60_000 };

/** Time between `quit` and killing the process. */
const QUIT_TIMEOUT_MS = 1_000;

/** Hash in MiB. */
const DETERMINISTIC_OPTIONS: Readonly<Record<string, number>> = { Threads: 1, Hash: 16 };

interface PendingRequest {
  readonly line: (line: string) => void;
  readonly fail: (error: EngineError) => void;
}

/** The client's side of the UCI protocol, with the engine's process. */
export class UciEngine {
  /** As the engine reports it. */
  name = 'engine';
  /** By lower-case name, as UCI names are case-insensitive. */
  readonly options = new Map<string, UciOption>();
  private readonly process: ChildProcessWithoutNullStreams;
  private request: PendingRequest | undefined;
  private endError: EngineError | undefined;
  private readonly ended: Promise<void>;
  private readonly killWithParent = (): void => void this.process.kill('SIGKILL');

  private constructor(
    { command, args }: EngineCommand,
    private readonly timeouts: EngineTimeouts,
  ) {
    this.process = spawn(command, [...args], { stdio: 'pipe', windowsHide: true });
    const { stdin, stdout, stderr } = this.process;
    this.ended = new Promise((resolve) => {
      const onEnd = (error: EngineError): void => {
        this.end(error);
        process.off('exit', this.killWithParent);
        resolve();
      };
      this.process.once('error', ({ code, message }: NodeJS.ErrnoException) => {
        onEnd(
          code === undefined
            ? new EngineError('engine-died', message)
            : new EngineError('engine-missing', `the engine cannot be started (${code})`),
        );
      });
      this.process.once('close', (code, signal) =>
        onEnd(new EngineError('engine-died', `${this.name} ended by itself (${signal ?? `exit code ${code}`})`)),
      );
    });
    process.on('exit', this.killWithParent);
    stdin.on('error', () => undefined); // the process has ended, which `close` reports
    stderr.resume();
    const splitter = new LineSplitter();
    stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = splitter.push(text);
      if (!lines) return this.kill(new EngineError('engine-nonsense', `${this.name} writes a line without end`));
      for (const line of lines) this.request?.line(line);
    });
  }

  /** Starts the process and reads its name and options. Throws EngineError. */
  static async start(command: EngineCommand, timeouts: EngineTimeouts = ENGINE_TIMEOUTS): Promise<UciEngine> {
    const engine = new UciEngine(command, timeouts);
    await engine.ask('uci', timeouts.readyMs, (line) => {
      const option = parseOption(line);
      if (option) engine.options.set(option.name.toLowerCase(), option);
      else if (line.startsWith('id name ')) engine.name = line.slice(8, 108);
      return line === 'uciok' ? true : undefined;
    });
    return engine;
  }

  /**
   * Options for reproducible searches, as far as the engine has them: one thread, so that nodes are searched in one
   * order, and a small hash table.
   */
  get deterministicOptions(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      Object.entries(DETERMINISTIC_OPTIONS).filter(([name]) => this.options.has(name.toLowerCase())),
    );
  }

  /** Sets options. Throws EngineError `engine-option` for an unknown option or a value out of its range. */
  async setOptions(options: Readonly<Record<string, string | number | boolean>>): Promise<void> {
    for (const [name, value] of Object.entries(options)) {
      const option = this.options.get(name.toLowerCase());
      if (!option) throw new EngineError('engine-option', `${this.name} has no option ${name}`);
      const { min = -Infinity, max = Infinity } = option;
      if (option.type === 'spin' && !(Number(value) >= min && Number(value) <= max)) {
        throw new EngineError('engine-option', `${this.name} takes ${option.name} from ${min} to ${max}, not ${value}`);
      }
      if (/[\r\n]/.test(String(value)))
        throw new EngineError('engine-option', `the value of ${option.name} has more than one line`);
      this.send(`setoption name ${option.name} value ${value}`);
    }
    await this.ready();
  }

  /** Sends `ucinewgame`, which clears the hash table: the next move depends on its own position only. */
  async newGame(): Promise<void> {
    this.send('ucinewgame');
    await this.ready();
  }

  /**
   * The engine's move in the position after these UCI moves from the start position, as the engine wrote it; it may be
   * illegal. Throws EngineError.
   */
  bestMove(moves: readonly string[], limit: SearchLimit): Promise<string> {
    const [words, searchMs] = goArguments(limit);
    const position = moves.length === 0 ? 'position startpos' : `position startpos moves ${moves.join(' ')}`;
    return this.ask(`${position}\ngo ${words}`, this.timeouts.moveMs + searchMs, parseBestMove);
  }

  /** Ends the process: `quit` first, SIGKILL after a second. */
  async close(): Promise<void> {
    if (!this.endError) {
      this.send('quit');
      this.end(new EngineError('engine-closed', `${this.name} was closed`));
    }
    const timer = setTimeout(() => this.process.kill('SIGKILL'), QUIT_TIMEOUT_MS);
    await this.ended;
    clearTimeout(timer);
  }

  private async ready(): Promise<void> {
    await this.ask('isready', this.timeouts.readyMs, (line) => (line === 'readyok' ? true : undefined));
  }

  /** Sends lines and resolves with the first value that `parse` returns for a line of output. */
  private ask<T>(lines: string, timeoutMs: number, parse: (line: string) => T | undefined): Promise<T> {
    if (this.request) throw new TypeError('an engine handles one request at a time');
    return new Promise<T>((resolve, reject) => {
      if (this.endError) return reject(this.endError);
      const timer = setTimeout(
        () => this.kill(new EngineError('engine-silent', `${this.name} did not answer within ${timeoutMs / 1000} s`)),
        timeoutMs,
      );
      const finish = (): void => {
        clearTimeout(timer);
        this.request = undefined;
      };
      this.request = {
        line: (line) => {
          const value = parse(line);
          if (value === undefined) return;
          finish();
          resolve(value);
        },
        fail: (error) => {
          finish();
          reject(error);
        },
      };
      this.send(lines);
    });
  }

  private send(lines: string): void {
    if (!this.endError) this.process.stdin.write(`${lines}\n`);
  }

  private kill(error: EngineError): void {
    this.end(error);
    this.process.kill('SIGKILL');
  }

  private end(error: EngineError): void {
    this.endError ??= error;
    this.request?.fail(this.endError);
  }
}

/** The arguments of `go`, and the search time in ms that they allow. */
function goArguments(limit: SearchLimit): [words: string, ms: number] {
  if ('nodes' in limit) return [`nodes ${limit.nodes}`, 0];
  if ('depth' in limit) return [`depth ${limit.depth}`, 0];
  return [`movetime ${limit.movetimeMs}`, limit.movetimeMs];
}
