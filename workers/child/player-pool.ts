import type { MoveSource, NetworkPlayer, Player } from '../../src/match/player/index.js';
import type { EngineDefinition, PlannedContestant } from '../../src/spec/index.js';
import type { AnchorName, ContestantKey } from '../../src/vocabulary/index.js';
import { ChildError } from './context.js';

/** Where models come from, by address. Every successful `acquire` must be followed by one `release`. */
export interface ModelSource {
  acquire(home: string, address: string): Promise<NetworkPlayer['model']>;
  release(address: string): void;
}

/** Networks by the address of their checkpoint, and players through text by that of their source model. */
export interface PlayModels {
  readonly networks: ModelSource;
  readonly sources: ModelSource;
}

/** The players of one request, and the models that were acquired for them. */
export class PlayerPool {
  /** Players by contestant key. */
  readonly players = new Map<ContestantKey, Player>();
  readonly #acquired: (() => void)[] = [];

  /** `engineFor` returns the move source of an anchor that is an engine. */
  constructor(
    private readonly home: string,
    private readonly models: PlayModels,
    private readonly engineFor: (contestant: PlannedContestant, definition: EngineDefinition) => MoveSource,
  ) {}

  /**
   * Adds players for those contestants that have none yet. Throws ChildError `checkpoint-missing` for a child without a
   * checkpoint, and what `engineFor` and the models throw.
   */
  async add(contestants: readonly PlannedContestant[]): Promise<void> {
    for (const contestant of contestants) {
      if (!this.players.has(contestant.key)) this.players.set(contestant.key, await this.#createPlayer(contestant));
    }
  }

  /** Releases all models. */
  release(): void {
    for (const release of this.#acquired.splice(0)) release();
  }

  async #createPlayer(contestant: PlannedContestant): Promise<Player> {
    const { name, anchor, engine, checkpoint, decoding } = contestant;
    const { networks, sources } = this.models;
    if (engine && 'source' in engine) {
      const model = await this.#acquire(sources, engine.source);
      // it has no value head, which a guard would ask
      return { kind: 'network', model, decoding: { temperature: engine.temperature, guard: 'none' } };
    }
    if (engine) return { kind: 'engine', engine: this.engineFor(contestant, engine), forfeitsOnFault: true };
    if (anchor !== null) return { kind: 'anchor', anchor: anchor as AnchorName };
    if (checkpoint === null || decoding === null)
      throw new ChildError('checkpoint-missing', `${name} has no checkpoint yet`);
    return { kind: 'network', model: await this.#acquire(networks, checkpoint), decoding };
  }

  async #acquire(from: ModelSource, address: string): Promise<NetworkPlayer['model']> {
    const model = await from.acquire(this.home, address);
    this.#acquired.push(() => from.release(address));
    return model;
  }
}
