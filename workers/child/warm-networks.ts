import type { Network } from '../../src/model/checkpoint/index.js';

interface Entry<N> {
  readonly network: Promise<N>;
  /** Requests that use it now. */
  users: number;
}

/**
 * Keeps recently used networks in memory, by address. One in use is never let go; of the idle ones the `capacity` used
 * last stay. A network here is small (some megabytes), loading it takes longer than a move.
 */
export class WarmNetworks<N extends { dispose(): void } = Network> {
  /** Oldest use first: a Map keeps the order of insertion. */
  readonly #entries = new Map<string, Entry<N>>();

  constructor(
    private readonly load: (home: string, address: string) => Promise<N>,
    private readonly capacity = 24,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  /** Each `acquire` that succeeds is answered by one `release`. */
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

  /** Lends a network for the time of one piece of work. */
  async use<T>(home: string, address: string, work: (network: N) => Promise<T>): Promise<T> {
    const network = await this.acquire(home, address);
    try {
      return await work(network);
    } finally {
      this.release(address);
    }
  }
}
