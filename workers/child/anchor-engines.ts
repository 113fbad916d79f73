import { configuredEngines } from '../../src/files/index.js';
import { AnchorEngine } from '../../src/match/uci/index.js';
import type { EngineDefinition, PlannedContestant } from '../../src/spec/index.js';
import type { ContestantKey } from '../../src/vocabulary/index.js';
import { ChildError } from './context.js';

/** Processes of one engine: the network needs the machine too. */
const PROCESSES_PER_ENGINE = 2;

/**
 * The engines that play in one request. What they are told is the plan's; which program that is, this machine's
 * configuration says.
 */
export class AnchorEngines {
  readonly #engines = new Map<ContestantKey, AnchorEngine>();

  constructor(private readonly env: NodeJS.ProcessEnv) {}

  /** Throws ChildError `engine-missing` where this machine has none of that name. */
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

  async close(): Promise<void> {
    await Promise.all([...this.#engines.values()].map((engine) => engine.close()));
  }
}
