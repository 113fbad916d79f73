import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One connection through the proxy. What a client sends passes `onRequest` first, chunk by chunk. */
export class Link {
  /** Bytes vanish in both directions while both ends believe in the connection. */
  hole = false;
  delayMs = 0;
  /** Called once, with the next bytes from the server, before they are passed on. */
  onReply: (() => Promise<void>) | undefined;
  /** Notes of who watches this link. */
  readonly notes = new Map<string, string>();
  #gone = false;

  constructor(
    readonly client: Socket,
    readonly server: Socket,
  ) {}

  /** `reset` sends RST, as a firewall or a dead machine does; else both ends see an orderly end. */
  cut(reset = false): void {
    this.#gone = true;
    for (const socket of [this.client, this.server]) reset ? socket.resetAndDestroy() : socket.destroy();
  }

  async pass(chunk: Buffer, to: Socket): Promise<void> {
    if (this.delayMs > 0) await sleep(this.delayMs);
    if (!this.hole && !this.#gone && to.writable) to.write(chunk);
  }
}

/** A TCP proxy in front of a server that may be restarted on another port. Each process under test has its own. */
export class FaultProxy {
  readonly links = new Set<Link>();
  /** Sees what a client sends before the server does; it may cut the link, or take its time. */
  onRequest: (link: Link, chunk: Buffer) => Promise<void> = () => Promise.resolve();
  #refusing = false;
  readonly #server: Server;

  private constructor(private readonly upstream: () => number) {
    this.#server = createServer((client) => this.#accept(client));
  }

  static async open(upstream: () => number): Promise<FaultProxy> {
    const proxy = new FaultProxy(upstream);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Nobody gets through for so long. */
  async refuse(ms: number): Promise<void> {
    this.#refusing = true;
    for (const link of this.links) link.cut(true);
    await sleep(ms);
    this.#refusing = false;
  }

  async close(): Promise<void> {
    for (const link of this.links) link.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    if (this.#refusing) return void client.resetAndDestroy();
    const server = connect(this.upstream(), '127.0.0.1');
    const link = new Link(client, server);
    this.links.add(link);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        // a hole tells nobody anything: the other end stays as it is until it gives up by itself
        if (!link.hole) for (const other of [client, server]) other.destroy();
        if (client.destroyed) server.destroy();
        this.links.delete(link);
      });
    }
    let up: Promise<unknown> = Promise.resolve();
    let down: Promise<unknown> = Promise.resolve();
    client.on(
      'data',
      (chunk) => (up = up.then(() => this.onRequest(link, chunk)).then(() => link.pass(chunk, server))),
    );
    server.on('data', (chunk) => {
      down = down
        .then(async () => {
          const { onReply } = link;
          link.onReply = undefined;
          await onReply?.();
        })
        .then(() => link.pass(chunk, client));
    });
  }
}
