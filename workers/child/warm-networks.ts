import type { Network } from '../../src/model/checkpoint/index.js';

interface Entry<N> {
  readonly network: Promise<N>;
  /** Number of current users. */
  users: number;
}

/**
 * A cache of networks in memory, by checkpoint address. A network in use is never evicted; of the idle ones the
 * `capacity` most recently used stay. Networks are small (some megabytes), and loading one takes longer than a move.
 */
export class WarmNetworks<N extends { dispose(): void } = Network> {
  /** Least recently used first: a Map keeps the order of insertion. */
  readonly #entries = new Map<string, Entry<N>>();

  constructor(
    private readonly load: (home: string, address: string) => Promise<N>,
    private readonly capacity = 24,
  ) {}

  /** Number of networks in memory, those still loading included. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * Returns the network, loading it where it is not in memory. Every successful call must be followed by one `release`.
   * Rejects as `load` does.
   */
  async acquire(home: string, address: string): Promise<N> {
    const entry = this.#entries.get(address) ?? { network: this.load(home, address), users: 0 };
    entry.users++;
    this.#entries.delete(address);
    this.#entries.set(address, entry);
    try {
      return await entry.network;
    } catch (error) {
      if (this.#entries.get(address) === entry) this.#entries.delete(address);
      throw error;
    }
  }

  /** Ends one use of a network, and evicts idle networks beyond the capacity. */
  release(address: string): void {
    const entry = this.#entries.get(address);
    if (!entry) return;
    entry.users--;
    const idle = [...this.#entries].filter(([, { users }]) => users === 0);
    for (const [old, { network }] of idle.slice(0, Math.max(0, idle.length - this.capacity))) {
      this.#entries.delete(old);
      void network.then((value) => value.dispose());
    }
  }

  /** Acquires a network, runs `work` with it and releases it. */
  async use<T>(home: string, address: string, work: (network: N) => Promise<T>): Promise<T> {
    const network = await this.acquire(home, address);
    try {
      return await work(network);
    } finally {
      this.release(address);
    }
  }
}
