import type { EngineCommand } from '../../files/index.js';
import type { EngineDefinition } from '../../spec/index.js';
import type { MoveSource } from '../player/index.js';
import { ENGINE_TIMEOUTS, EngineError, type EngineTimeouts, UciEngine } from './uci-engine.js';

/**
 * One thread, so that nodes are searched in one order, and a small table. Set where the engine has them and the
 * definition says nothing.
 */
const STEADY: Readonly<Record<string, number>> = { Threads: 1, Hash: 16 };

/**
 * An engine as a contestant of a tournament: some processes of it, each started by the first move that needs it. A
 * process that fails at the board is ended and the next move gets a new one, so that a crash costs one game. One that
 * cannot be started or does not know its options is a fault of this machine: EngineError `engine-missing`, and the
 * games are given back.
 */
export class AnchorEngine implements MoveSource {
  /** Places for processes that nobody uses now; an empty one is filled when it is taken. */
  private readonly free: (UciEngine | undefined)[];
  private readonly line: ((place: UciEngine | undefined) => void)[] = [];
  private readonly running = new Set<UciEngine>();

  constructor(
    private readonly command: EngineCommand,
    private readonly definition: EngineDefinition,
    processes: number,
    private readonly timeouts: EngineTimeouts = ENGINE_TIMEOUTS,
  ) {
    this.free = Array.from({ length: processes }, () => undefined);
  }

  async choose(moves: readonly string[]): Promise<string> {
    let engine =
      this.free.length > 0
        ? this.free.pop()
        : await new Promise<UciEngine | undefined>((resolve) => this.line.push(resolve));
    try {
      engine ??= await this.start();
      await engine.newGame(); // a move depends on its game alone, whatever this process was asked before
      return await engine.bestMove(moves, this.definition.limit);
    } catch (error) {
      if (engine) await this.end(engine);
      engine = undefined;
      throw error;
    } finally {
      const next = this.line.shift();
      if (next) next(engine);
      else this.free.push(engine);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.running].map((engine) => this.end(engine)));
  }

  private async start(): Promise<UciEngine> {
    let engine: UciEngine | undefined;
    try {
      engine = await UciEngine.start(this.command, this.timeouts);
      this.running.add(engine);
      const { options } = engine;
      const steady = Object.fromEntries(Object.entries(STEADY).filter(([name]) => options.has(name.toLowerCase())));
      await engine.setOptions({ ...steady, ...this.definition.options });
      return engine;
    } catch (error) {
      if (engine) await this.end(engine);
      throw new EngineError(
        'engine-missing',
        `${this.definition.name}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  private async end(engine: UciEngine): Promise<void> {
    this.running.delete(engine);
    await engine.close();
  }
}
