import type { MoveSource, NetworkPlayer, Player } from '../../src/match/player/index.js';
import type { EngineDefinition, PlannedContestant } from '../../src/spec/index.js';
import type { AnchorName, ContestantKey } from '../../src/vocabulary/index.js';
import { ChildError } from './context.js';

/** Where networks come from; each `acquire` is answered by one `release`. */
export interface CheckpointSource {
  acquire(home: string, address: string): Promise<NetworkPlayer['model']>;
  release(address: string): void;
}

/** The contestants that sit at the boards of one request, and the networks that were borrowed for them. */
export class PlayerPool {
  readonly players = new Map<ContestantKey, Player>();
  readonly #borrowed: string[] = [];

  constructor(
    private readonly home: string,
    private readonly networks: CheckpointSource,
    /** Who moves for an anchor that is an engine. */
    private readonly engineFor: (contestant: PlannedContestant, definition: EngineDefinition) => MoveSource,
  ) {}

  /** Throws ChildError for a child that has no checkpoint yet, and what `engineOf` and the lender throw. */
  async add(contestants: readonly PlannedContestant[]): Promise<void> {
    for (const contestant of contestants) {
      if (!this.players.has(contestant.key)) this.players.set(contestant.key, await this.#playerOf(contestant));
    }
  }

  /** Gives all networks back. */
  release(): void {
    for (const address of this.#borrowed.splice(0)) this.networks.release(address);
  }

  async #playerOf(contestant: PlannedContestant): Promise<Player> {
    const { name, anchor, engine, checkpoint, decoding } = contestant;
    if (engine) return { kind: 'engine', engine: this.engineFor(contestant, engine), answersForFaults: true };
    if (anchor !== null) return { kind: 'anchor', anchor: anchor as AnchorName };
    if (checkpoint === null || decoding === null)
      throw new ChildError('checkpoint-missing', `${name} has no checkpoint yet`);
    const model = await this.networks.acquire(this.home, checkpoint);
    this.#borrowed.push(checkpoint);
    return { kind: 'network', model, decoding };
  }
}
