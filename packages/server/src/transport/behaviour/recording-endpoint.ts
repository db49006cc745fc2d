import type { Endpoint, EndpointOptions, Receiver, Socket, UpgradeRequest } from "../transport.js";
import { Inbox } from "./inbox.js";

/** An endpoint that admits everybody, or as `decide` says, and keeps what happens. */
export class RecordingEndpoint implements Endpoint {
  readonly options: EndpointOptions;
  readonly requests: UpgradeRequest[] = [];
  readonly opened = new Inbox<RecordingReceiver>();

  constructor(
    options: Partial<EndpointOptions> = {},
    private readonly decide: Endpoint["upgrade"] = () => ({ subprotocol: "test.1" }),
  ) {
    this.options = { maxMessageBytes: 2 ** 21, idleTimeoutMs: 60_000, compression: false, ...options };
  }

  upgrade(request: UpgradeRequest): ReturnType<Endpoint["upgrade"]> {
    this.requests.push(request);
    return this.decide(request);
  }

  open(socket: Socket, request: UpgradeRequest): Receiver {
    const receiver = new RecordingReceiver(socket, request);
    this.opened.push(receiver);
    return receiver;
  }
}

export class RecordingReceiver implements Receiver {
  readonly messages = new Inbox<Uint8Array>();
  readonly texts = new Inbox<"text">();
  readonly drains = new Inbox<{ bufferedBytes: number }>();
  readonly ends = new Inbox<{ code: number; reason: string }>();
  /** Runs on each message, while its bytes are valid. */
  onMessage: ((bytes: Uint8Array) => void) | undefined;

  constructor(
    readonly socket: Socket,
    readonly request: UpgradeRequest,
  ) {}

  message(bytes: Uint8Array): void {
    this.messages.push(bytes.slice());
    this.onMessage?.(bytes);
  }

  text(): void {
    this.texts.push("text");
  }

  drain(): void {
    this.drains.push({ bufferedBytes: this.socket.bufferedBytes() });
  }

  closed(code: number, reason: string): void {
    this.ends.push({ code, reason });
  }
}
