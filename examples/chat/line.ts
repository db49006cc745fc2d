import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A port that leads to a server's until it is cut, as a cable would be. */
export class Line {
  readonly #server = createServer((near) => this.#join(near));
  readonly #sockets = new Set<Socket>();
  readonly #serverPort: number;
  #port = 0;

  private constructor(serverPort: number) {
    this.#serverPort = serverPort;
  }

  static async to(serverPort: number): Promise<Line> {
    const line = new Line(serverPort);
    await line.mend();
    return line;
  }

  get port(): number {
    return this.#port;
  }

  /** Ends what goes through it without a word of the server's or the client's, and lets nothing new through. */
  async cut(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  /** Opens it, under the same port as before. */
  async mend(): Promise<void> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  #join(near: Socket): void {
    const far = connect(this.#serverPort, "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay();
      socket.pipe(other);
      // A server that is not there, or was killed: the other end hears of it by the close.
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
