import { once } from "node:events";
import { type AddressInfo, createServer, connect as open, type Server, type Socket } from "node:net";

/** Passes bytes on to another port of this machine, and cuts connections without a word. */
export class CuttingProxy {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  /** Where it passes to. */
  target = 0;
  /** Whether it takes new connections. */
  isOpen = true;

  async start(target: number): Promise<number> {
    this.target = target;
    this.server = createServer((near) => {
      if (!this.isOpen) {
        near.destroy();
        return;
      }
      const far = open(this.target, "127.0.0.1");
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(from);
        from.on("error", () => {});
        from.on("close", () => {
          this.sockets.delete(from);
          to.destroy();
        });
        from.pipe(to);
      }
    });
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    return (this.server.address() as AddressInfo).port;
  }

  /** Ends all connections at once. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Passes nothing on any more over the connections that there are. */
  mute(): void {
    for (const socket of this.sockets) {
      socket.unpipe();
      socket.resume();
    }
  }

  async stop(): Promise<void> {
    this.cut();
    if (!this.server) return;
    this.server.close();
    await once(this.server, "close");
  }
}
