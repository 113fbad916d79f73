import type { EngineCommand } from '../../files/index.js';
import type { MoveSource } from '../player/index.js';
import { ENGINE_TIMEOUTS, type EngineTimeouts, type SearchLimit, UciEngine } from './uci-engine.js';

/**
 * One thread, so that nodes are searched in one order, and a small table, which is cleared before every move. Set where
 * the engine has them.
 */
const STEADY: Readonly<Record<string, number>> = { Threads: 1, Hash: 16 };

/**
 * A few processes of one engine with equal options. Games wait in line for a free one. Before every move the engine
 * forgets what it has seen: a move then depends on its game alone, whichever process is asked and whatever was asked
 * before.
 */
export class EnginePool implements MoveSource {
  private readonly free: UciEngine[];
  private readonly line: ((engine: UciEngine) => void)[] = [];
  private limit: SearchLimit = { nodes: 1 };

  private constructor(private readonly engines: readonly UciEngine[]) {
    this.free = [...engines];
  }

  /** Starts `size` processes. Throws EngineError; then none is left running. */
  static async start(
    command: EngineCommand,
    size: number,
    timeouts: EngineTimeouts = ENGINE_TIMEOUTS,
  ): Promise<EnginePool> {
    const started = await Promise.allSettled(Array.from({ length: size }, () => UciEngine.start(command, timeouts)));
    const engines = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failed = started.find((one) => one.status === 'rejected');
    const pool = new EnginePool(engines);
    try {
      if (failed) throw failed.reason;
      await pool.set(
        Object.fromEntries(Object.entries(STEADY).filter(([name]) => pool.first.options.has(name.toLowerCase()))),
      );
      return pool;
    } catch (error) {
      await pool.close();
      throw error;
    }
  }

  /** The first of the processes; all are alike. */
  get first(): UciEngine {
    return this.engines[0]!;
  }

  /** Sets options in all processes. Not while games are on. Throws EngineError. */
  async set(options: Readonly<Record<string, string | number | boolean>>): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine.setOptions(options)));
  }

  /** How long the engine may think from now on. */
  think(limit: SearchLimit): void {
    this.limit = limit;
  }

  async choose(moves: readonly string[]): Promise<string> {
    const engine = this.free.pop() ?? (await new Promise<UciEngine>((resolve) => this.line.push(resolve)));
    try {
      await engine.newGame();
      return await engine.bestMove(moves, this.limit);
    } finally {
      const next = this.line.shift();
      if (next) next(engine);
      else this.free.push(engine);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine.close()));
  }
}
