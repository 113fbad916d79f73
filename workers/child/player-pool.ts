import type { MoveSource, NetworkPlayer, Player } from '../../src/match/player/index.js';
import type { EngineDefinition, PlannedContestant } from '../../src/spec/index.js';
import type { AnchorName, ContestantKey } from '../../src/vocabulary/index.js';
import { ChildError } from './context.js';

/** A source of networks by checkpoint address. Every successful `acquire` must be followed by one `release`. */
export interface CheckpointSource {
  acquire(home: string, address: string): Promise<NetworkPlayer['model']>;
  release(address: string): void;
}

/** The players of one request, and the networks that were acquired for them. */
export class PlayerPool {
  /** Players by contestant key. */
  readonly players = new Map<ContestantKey, Player>();
  readonly #acquired: string[] = [];

  /** `engineFor` returns the move source of an anchor that is an engine. */
  constructor(
    private readonly home: string,
    private readonly networks: CheckpointSource,
    private readonly engineFor: (contestant: PlannedContestant, definition: EngineDefinition) => MoveSource,
  ) {}

  /**
   * Adds players for those contestants that have none yet. Throws ChildError `checkpoint-missing` for a child without a
   * checkpoint, and what `engineFor` and the checkpoint source throw.
   */
  async add(contestants: readonly PlannedContestant[]): Promise<void> {
    for (const contestant of contestants) {
      if (!this.players.has(contestant.key)) this.players.set(contestant.key, await this.#createPlayer(contestant));
    }
  }

  /** Releases all networks. */
  release(): void {
    for (const address of this.#acquired.splice(0)) this.networks.release(address);
  }

  async #createPlayer(contestant: PlannedContestant): Promise<Player> {
    const { name, anchor, engine, checkpoint, decoding } = contestant;
    if (engine) return { kind: 'engine', engine: this.engineFor(contestant, engine), forfeitsOnFault: true };
    if (anchor !== null) return { kind: 'anchor', anchor: anchor as AnchorName };
    if (checkpoint === null || decoding === null)
      throw new ChildError('checkpoint-missing', `${name} has no checkpoint yet`);
    const model = await this.networks.acquire(this.home, checkpoint);
    this.#acquired.push(checkpoint);
    return { kind: 'network', model, decoding };
  }
}
