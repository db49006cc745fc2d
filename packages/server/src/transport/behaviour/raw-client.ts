import { connect, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A TCP connection on which a test writes HTTP and WebSocket bytes by hand. */
export class RawClient {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  #received = "";
  #notify: () => void = () => undefined;

  constructor(port: number) {
    this.socket = connect(port, "127.0.0.1");
    this.socket.setEncoding("latin1");
    this.socket.on("data", (text: string) => {
      this.#received += text;
      this.#notify();
    });
    this.socket.on("error", () => undefined);
    this.closed = new Promise((resolve) => this.socket.once("close", () => resolve()));
    onTestFinished(() => {
      this.socket.destroy();
    });
  }

  write(text: string): void {
    this.socket.write(text, "latin1");
  }

  /** Takes all that was received up to and including `mark`, which may still have to arrive. */
  readTo(mark: string): Promise<string> {
    return this.#take(() => {
      const index = this.#received.indexOf(mark);
      return index < 0 ? undefined : index + mark.length;
    });
  }

  /** Takes so many characters, one per byte. */
  read(length: number): Promise<string> {
    return this.#take(() => (this.#received.length < length ? undefined : length));
  }

  async #take(lengthNow: () => number | undefined): Promise<string> {
    let length = lengthNow();
    while (length === undefined) {
      await new Promise<void>((resolve) => {
        this.#notify = resolve;
      });
      length = lengthNow();
    }
    const taken = this.#received.slice(0, length);
    this.#received = this.#received.slice(length);
    return taken;
  }
}

/** The opening handshake of RFC 6455 1.3; a header given as `undefined` is left out. */
export function handshake(path: string, changes: Record<string, string | undefined> = {}, method = "GET"): string {
  const headers: Record<string, string | undefined> = {
    Host: "127.0.0.1",
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Protocol": "test.1",
    ...changes,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return [`${method} ${path} HTTP/1.1`, ...lines, "", ""].join("\r\n");
}
