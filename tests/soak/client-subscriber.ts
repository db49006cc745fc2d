import { WebSocket } from "ws";
import { InstanceLog, type SoakSubscriber } from "./instance-log.js";
import type { Instance } from "./instances.js";
import { connect, type Soak } from "./soak.client.js";

export interface ClientSubscriberOptions {
  readonly url: () => string;
  readonly random: () => number;
  /** Milliseconds of silence after which the client asks whether there is somebody. */
  readonly heartbeatMs?: number;
}

/** Listens with a generated client. */
export class ClientSubscriber implements SoakSubscriber {
  readonly logs: ReadonlyMap<string, InstanceLog>;
  sessions = 0;
  readonly #client: Soak;
  readonly #subscriptions: { readonly status: string }[] = [];
  #socket: WebSocket | undefined;
  /** Where the server went away since, another one has taken its place, and it is the old one that is to go on. */
  #paused: WebSocket | undefined;

  constructor(instances: readonly Instance[], options: ClientSubscriberOptions) {
    this.#client = connectUnreliably(options, (socket) => {
      this.#socket = socket;
    });
    this.#client.connection.onStatus(({ state }) => {
      if (state === "open") this.sessions += 1;
    });
    this.logs = new Map(instances.map((instance) => [instance.name, this.#listen(instance)]));
  }

  get isOpen(): boolean {
    return this.#client.connection.status.state === "open";
  }

  get state(): string {
    const subscriptions = [...this.#subscriptions].map(({ status }) => status);
    const socket = `socket ${this.#socket?.readyState}${this.#socket?.isPaused ? " paused" : ""}`;
    return `${JSON.stringify(this.#client.connection.status)}, ${socket}, ${subscriptions.join(" ")}`;
  }

  cut(): void {
    this.#socket?.terminate();
  }

  pause(): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#paused = this.#socket;
    this.#paused.pause();
  }

  resume(): void {
    this.#paused?.resume();
    this.#paused = undefined;
  }

  close(): void {
    void this.#client.connection.close();
  }

  #listen(instance: Instance): InstanceLog {
    const log = new InstanceLog(instance);
    const { topic, params } = instance;
    const epoch = (): string => subscription.position?.epoch ?? "";
    const subscription = this.#client[topic].subscribe(params, {
      onStatus: (status) => {
        const { position } = subscription;
        if (status === "active" && !log.position && position) log.add({ type: "begin", ...position });
      },
      onEvent: ({ id }, offset) => log.add({ type: "event", epoch: epoch(), offset, id }),
      onGap: ({ from, to, reason }) => log.add({ type: "gap", epoch: epoch(), from, to, reason }),
    });
    this.#subscriptions.push(subscription);
    return log;
  }
}

/** A client that is back at once, and soon finds out that nobody is there. */
export function connectUnreliably(
  { url, random, heartbeatMs = 1_000 }: ClientSubscriberOptions,
  opened: (socket: WebSocket) => void = () => {},
): Soak {
  return connect("ws://soak.test", {
    random,
    backoff: { initialMs: 100, maxMs: 200 },
    heartbeatMs,
    heartbeatTimeoutMs: heartbeatMs,
    connectTimeoutMs: 2_000,
    socket: (_, subprotocols) => {
      const socket = new WebSocket(url(), subprotocols, { perMessageDeflate: false });
      opened(socket);
      return socket;
    },
  });
}
