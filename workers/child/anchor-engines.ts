import { configuredEngines } from '../../src/files/engines/index.js';
import { AnchorEngine } from '../../src/match/uci/index.js';
import type { EngineDefinition, PlannedContestant } from '../../src/spec/index.js';
import type { ContestantKey } from '../../src/vocabulary/index.js';
import { ChildError } from './context.js';

/** Few, because the networks need the processors too. */
const PROCESSES_PER_ENGINE = 2;

/**
 * The engines that play in one request. Their settings come from the plan, their commands from this machine's
 * configuration.
 */
export class AnchorEngines {
  readonly #engines = new Map<ContestantKey, AnchorEngine>();

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  /**
   * Returns the engine of a contestant, creating it on first use. Throws ChildError `engine-missing` where this machine
   * has no engine of that name.
   */
  engineFor({ key }: Pick<PlannedContestant, 'key'>, definition: EngineDefinition): AnchorEngine {
    const known = this.#engines.get(key);
    if (known) return known;
    const command = configuredEngines(this.env).get(definition.name)?.command;
    if (!command)
      throw new ChildError('engine-missing', `this machine's configuration has no engine ${definition.name}`);
    const engine = new AnchorEngine(command, definition, PROCESSES_PER_ENGINE);
    this.#engines.set(key, engine);
    return engine;
  }

  /** Ends all engine processes. */
  async close(): Promise<void> {
    await Promise.all([...this.#engines.values()].map((engine) => engine.close()));
  }
}
