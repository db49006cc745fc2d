import { once } from "node:events";
import { onTestFinished } from "vitest";
import { type ClientOptions, WebSocket } from "ws";
import { Inbox } from "./inbox.js";

/** A `ws` client that keeps what it hears. */
export class TestClient {
  readonly messages = new Inbox<Buffer>();
  readonly pings = new Inbox<"ping">();
  readonly ends = new Inbox<{ code: number; reason: string }>();

  constructor(readonly websocket: WebSocket) {
    websocket.on("message", (data: Buffer) => this.messages.push(data));
    websocket.on("ping", () => this.pings.push("ping"));
    websocket.on("close", (code, reason) => this.ends.push({ code, reason: reason.toString() }));
    // A dropped connection is an error here, and a close after it.
    websocket.on("error", () => undefined);
  }
}

/** Connects for the rest of the test. */
export async function connect(
  url: string,
  options: ClientOptions & { subprotocols?: string[] } = {},
): Promise<TestClient> {
  const { subprotocols = ["test.1"], ...rest } = options;
  const websocket = new WebSocket(url, subprotocols, { perMessageDeflate: false, ...rest });
  onTestFinished(() => websocket.terminate());
  const client = new TestClient(websocket);
  await once(websocket, "open");
  return client;
}
