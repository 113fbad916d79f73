/**
 * A chess engine in a process of its own, spoken to by UCI over its standard input and output. One question at a time:
 *
 *   starting   `uci` is sent; options are read until `uciok`
 *   idle       between questions
 *   asked      `isready` or `go` is sent; until `readyok` or `bestmove` everything else is passed over
 *   over       ended by `close`, by itself, by silence or by nonsense; every question is answered with an EngineError
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { EngineCommand } from '../../files/index.js';
import { LineSplitter, parseBestMove, parseOption, type UciOption } from './uci-lines.js';

export type EngineErrorCode =
  | 'engine-missing'
  | 'engine-silent'
  | 'engine-died'
  | 'engine-nonsense'
  | 'engine-option'
  | 'engine-closed';

export class EngineError extends Error {
  override readonly name = 'EngineError';
  constructor(
    readonly code: EngineErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** When to stop thinking. Nodes and depth do not depend on the machine, time does. */
export type SearchLimit = { readonly nodes: number } | { readonly depth: number } | { readonly movetimeMs: number };

export interface EngineTimeouts {
  /** From the start to `uciok`, and from `isready` to `readyok`. */
  readonly readyMs: number;
  /** For a move, beyond its time where that is the limit. */
  readonly moveMs: number;
}

export const ENGINE_TIMEOUTS: EngineTimeouts = { readyMs: 20_000, moveMs: 60_000 };

/** After `quit`, until the process is killed. */
const QUIT_MS = 1_000;

interface Question {
  readonly line: (line: string) => void;
  readonly fail: (error: EngineError) => void;
}

export class UciEngine {
  /** As the engine calls itself. */
  name = 'engine';
  /** By lower-case name: UCI does not tell case apart. */
  readonly options = new Map<string, UciOption>();
  private readonly process: ChildProcessWithoutNullStreams;
  private question: Question | undefined;
  private over: EngineError | undefined;
  private readonly ended: Promise<void>;
  private readonly killWithParent = (): void => void this.process.kill('SIGKILL');

  private constructor(
    { command, args }: EngineCommand,
    private readonly timeouts: EngineTimeouts,
  ) {
    this.process = spawn(command, [...args], { stdio: 'pipe', windowsHide: true });
    const { stdin, stdout, stderr } = this.process;
    this.ended = new Promise((resolve) => {
      const gone = (error: EngineError): void => {
        this.end(error);
        process.off('exit', this.killWithParent);
        resolve();
      };
      this.process.once('error', ({ code, message }: NodeJS.ErrnoException) => {
        gone(
          code === undefined
            ? new EngineError('engine-died', message)
            : new EngineError('engine-missing', `the engine cannot be started (${code})`),
        );
      });
      this.process.once('close', (code, signal) =>
        gone(new EngineError('engine-died', `${this.name} ended by itself (${signal ?? `exit code ${code}`})`)),
      );
    });
    process.on('exit', this.killWithParent);
    stdin.on('error', () => undefined); // a process that is gone: its end says so
    stderr.resume();
    const splitter = new LineSplitter();
    stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = splitter.push(text);
      if (!lines) return this.kill(new EngineError('engine-nonsense', `${this.name} writes a line without end`));
      for (const line of lines) this.question?.line(line);
    });
  }

  /** Starts the process and reads what it is and can. Throws EngineError. */
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

  /** Throws EngineError for an option that the engine does not have or a number out of its range. */
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

  /** Tells the engine to forget: the next answer depends on its own position alone. */
  async newGame(): Promise<void> {
    this.send('ucinewgame');
    await this.ready();
  }

  /**
   * The engine's move in the position after these UCI moves from the start position, as it writes it: legal or not.
   * Throws EngineError.
   */
  bestMove(moves: readonly string[], limit: SearchLimit): Promise<string> {
    const [words, extra] = goWords(limit);
    const position = moves.length === 0 ? 'position startpos' : `position startpos moves ${moves.join(' ')}`;
    return this.ask(`${position}\ngo ${words}`, this.timeouts.moveMs + extra, parseBestMove);
  }

  /** Ends the process, politely at first. */
  async close(): Promise<void> {
    if (!this.over) {
      this.send('quit');
      this.end(new EngineError('engine-closed', `${this.name} was closed`));
    }
    const timer = setTimeout(() => this.process.kill('SIGKILL'), QUIT_MS);
    await this.ended;
    clearTimeout(timer);
  }

  private async ready(): Promise<void> {
    await this.ask('isready', this.timeouts.readyMs, (line) => (line === 'readyok' ? true : undefined));
  }

  /** Sends lines and waits for the line that `answer` knows. */
  private ask<T>(lines: string, timeoutMs: number, answer: (line: string) => T | undefined): Promise<T> {
    if (this.question) throw new TypeError('an engine answers one question at a time');
    return new Promise<T>((resolve, reject) => {
      if (this.over) return reject(this.over);
      const timer = setTimeout(
        () => this.kill(new EngineError('engine-silent', `${this.name} did not answer within ${timeoutMs / 1000} s`)),
        timeoutMs,
      );
      const finish = (): void => {
        clearTimeout(timer);
        this.question = undefined;
      };
      this.question = {
        line: (line) => {
          const value = answer(line);
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
    if (!this.over) this.process.stdin.write(`${lines}\n`);
  }

  private kill(error: EngineError): void {
    this.end(error);
    this.process.kill('SIGKILL');
  }

  private end(error: EngineError): void {
    this.over ??= error;
    this.question?.fail(this.over);
  }
}

/** What follows `go`, and the milliseconds that it lets the engine take. */
function goWords(limit: SearchLimit): [words: string, ms: number] {
  if ('nodes' in limit) return [`nodes ${limit.nodes}`, 0];
  if ('depth' in limit) return [`depth ${limit.depth}`, 0];
  return [`movetime ${limit.movetimeMs}`, limit.movetimeMs];
}
