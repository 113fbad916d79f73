import type { EngineCommand } from '../../files/index.js';
import type { EngineDefinition } from '../../spec/index.js';
import type { MoveSource } from '../player/index.js';
import { ENGINE_TIMEOUTS, EngineError, type EngineTimeouts, UciEngine } from './uci-engine.js';

/**
 * An engine as a contestant of a tournament: up to `processes` processes, each started by the first move that needs it.
 * A process that fails during a game is ended and the next move starts a new one, so a crash costs one game. A process
 * that cannot be started or configured is a fault of this machine: `choose` throws EngineError `engine-missing`, and
 * the games are released.
 */
export class AnchorEngine implements MoveSource {
  /** Slots of idle processes; undefined for a slot whose process is not started. */
  private readonly free: (UciEngine | undefined)[];
  /** Moves that wait for a slot. */
  private readonly waiting: ((slot: UciEngine | undefined) => void)[] = [];
  private readonly running = new Set<UciEngine>();

  constructor(
    private readonly command: EngineCommand,
    private readonly definition: EngineDefinition,
    processes: number,
    private readonly timeouts: EngineTimeouts = ENGINE_TIMEOUTS,
  ) {
    this.free = Array.from({ length: processes }, () => undefined);
  }

  /** A move in the position after these UCI moves from the start position. Throws EngineError. */
  async choose(moves: readonly string[]): Promise<string> {
    let engine =
      this.free.length > 0
        ? this.free.pop()
        : await new Promise<UciEngine | undefined>((resolve) => this.waiting.push(resolve));
    try {
      engine ??= await this.start();
      await engine.newGame(); // so that a move depends on its own game only
      return await engine.bestMove(moves, this.definition.limit);
    } catch (error) {
      if (engine) await this.end(engine);
      engine = undefined;
      throw error;
    } finally {
      const next = this.waiting.shift();
      if (next) next(engine);
      else this.free.push(engine);
    }
  }

  /** Ends all processes. */
  async close(): Promise<void> {
    await Promise.all([...this.running].map((engine) => this.end(engine)));
  }

  private async start(): Promise<UciEngine> {
    let engine: UciEngine | undefined;
    try {
      engine = await UciEngine.start(this.command, this.timeouts);
      this.running.add(engine);
      await engine.setOptions({ ...engine.deterministicOptions, ...this.definition.options });
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
