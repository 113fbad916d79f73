import type { EngineCommand } from '../../files/index.js';
import type { MoveSource } from '../player/index.js';
import { ENGINE_TIMEOUTS, type EngineTimeouts, type SearchLimit, UciEngine } from './uci-engine.js';

/**
 * Several processes of one engine with equal options; a move waits for an idle one. Before every move the hash table is
 * cleared, so a move depends on its own game only, whichever process computes it and whatever it computed before.
 */
export class EnginePool implements MoveSource {
  private readonly free: UciEngine[];
  private readonly waiting: ((engine: UciEngine) => void)[] = [];
  private limit: SearchLimit = { nodes: 1 };

  private constructor(private readonly engines: readonly UciEngine[]) {
    this.free = [...engines];
  }

  /** Starts `size` processes. Throws EngineError and ends them all when one of them fails. */
  static async start(
    command: EngineCommand,
    size: number,
    timeouts: EngineTimeouts = ENGINE_TIMEOUTS,
  ): Promise<EnginePool> {
    const results = await Promise.allSettled(Array.from({ length: size }, () => UciEngine.start(command, timeouts)));
    const engines = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const failed = results.find((result) => result.status === 'rejected');
    const pool = new EnginePool(engines);
    try {
      if (failed) throw failed.reason;
      await pool.setOptions(pool.first.deterministicOptions);
      return pool;
    } catch (error) {
      await pool.close();
      throw error;
    }
  }

  /** The first process, for reading the engine's name and options. */
  get first(): UciEngine {
    return this.engines[0]!;
  }

  /** Sets options of all processes. Must not be called during a search. Throws EngineError. */
  async setOptions(options: Readonly<Record<string, string | number | boolean>>): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine.setOptions(options)));
  }

  /** Sets the search limit of all later moves; the default is one node. */
  setLimit(limit: SearchLimit): void {
    this.limit = limit;
  }

  /** A move in the position after these UCI moves from the start position. Throws EngineError. */
  async choose(moves: readonly string[]): Promise<string> {
    const engine = this.free.pop() ?? (await new Promise<UciEngine>((resolve) => this.waiting.push(resolve)));
    try {
      await engine.newGame();
      return await engine.bestMove(moves, this.limit);
    } finally {
      const next = this.waiting.shift();
      if (next) next(engine);
      else this.free.push(engine);
    }
  }

  /** Ends all processes. */
  async close(): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine.close()));
  }
}
