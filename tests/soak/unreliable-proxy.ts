import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A way to a port that can fail in every way in which networks do. */
export class UnreliableProxy {
  readonly port: number;
  /** Where new connections lead. */
  targetPort: number;
  readonly #server: Server;
  readonly #links: Set<Link>;

  private constructor(server: Server, links: Set<Link>, targetPort: number) {
    this.#server = server;
    this.#links = links;
    this.port = (server.address() as AddressInfo).port;
    this.targetPort = targetPort;
  }

  static async open(targetPort: number): Promise<UnreliableProxy> {
    const links = new Set<Link>();
    const server = createServer({ noDelay: true }, (near) => {
      const far = connect({ port: proxy.targetPort, host: "127.0.0.1", noDelay: true });
      const link = new Link(near, far, () => links.delete(link));
      links.add(link);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const proxy = new UnreliableProxy(server, links, targetPort);
    return proxy;
  }

  /** Those that still carry something. */
  get links(): readonly Link[] {
    return [...this.#links].filter(({ isWhole }) => isWhole);
  }

  /** Nothing goes on in silence any more: ends whatever is no whole link. */
  sweep(): void {
    for (const link of this.#links) if (!link.isWhole) link.cut();
  }

  close(): void {
    this.#server.close();
    for (const link of this.#links) link.cut();
  }
}

/** One connection through the proxy: `near` is the client's end of it, `far` the server's. */
export class Link {
  #isWhole = true;
  #isStalled = false;

  constructor(
    private readonly near: Socket,
    private readonly far: Socket,
    over: () => void,
  ) {
    near.pipe(far);
    far.pipe(near);
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      // A network that resets a connection says no more about it.
      end.on("error", () => {});
      end.once("close", () => {
        if (this.#isWhole) other.destroy();
        if (near.destroyed && far.destroyed) over();
      });
    }
  }

  get isWhole(): boolean {
    return this.#isWhole && !this.near.destroyed && !this.far.destroyed;
  }

  /** Both ends hear of it. */
  cut(): void {
    this.near.destroy();
    this.far.destroy();
  }

  /** Both ends hear of it as an error. */
  reset(): void {
    this.near.resetAndDestroy();
    this.far.resetAndDestroy();
  }

  /** Only the client hears of it: the server has a connection without anybody. */
  cutNear(): void {
    this.#sever();
    this.near.destroy();
  }

  /** Only the server hears of it: the client has a connection without anybody. */
  cutFar(): void {
    this.#sever();
    this.far.destroy();
  }

  /** Nobody hears of it, and nothing arrives any more. */
  swallow(): void {
    this.#sever();
    this.near.pause();
    this.far.pause();
  }

  /** Nothing arrives for a while. */
  stall(ms: number): void {
    // Joined again twice, it would carry everything twice.
    if (this.#isStalled) return;
    this.#isStalled = true;
    this.near.unpipe();
    this.far.unpipe();
    setTimeout(() => {
      this.#isStalled = false;
      if (!this.isWhole) return;
      this.near.pipe(this.far);
      this.far.pipe(this.near);
    }, ms);
  }

  #sever(): void {
    this.#isWhole = false;
    this.near.unpipe();
    this.far.unpipe();
  }
}
