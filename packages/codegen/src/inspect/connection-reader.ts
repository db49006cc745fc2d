import { kinds, type Wire } from "@hawser/core";
import { CallFrames } from "./call-frames.js";
import { ConnectionPayloads } from "./connection-payloads.js";
import type { FrameDetails, FrameView } from "./frame-view.js";
import type { Side } from "./inspected.js";
import type { PayloadReader } from "./payload-reader.js";
import { TopicFrames } from "./topic-frames.js";

/** Follows one connection, so that each frame can be shown with the names and the types of what it is about. */
export class ConnectionReader {
  readonly #payloads: ConnectionPayloads;
  readonly #calls: CallFrames;
  readonly #topics: TopicFrames;
  /** When each ping was seen, by who sent it and its id. */
  readonly #pings = new Map<string, number>();

  constructor(payloads: PayloadReader) {
    this.#payloads = new ConnectionPayloads(payloads);
    this.#calls = new CallFrames(this.#payloads);
    this.#topics = new TopicFrames(this.#payloads, this.#calls);
  }

  /** What a frame says. What is no frame of the protocol is shown as it is, too. */
  read(frame: readonly Wire[], from: Side, atMs: number): FrameView {
    const name = names.get(frame[0]) ?? `kind ${String(frame[0])}`;
    try {
      return { name, ...this.#details(frame, from, atMs) };
    } catch (error) {
      return { name, words: `malformed: ${(error as Error).message}`, isFailure: true };
    }
  }

  #details(frame: readonly Wire[], from: Side, atMs: number): FrameDetails {
    return (
      this.#ofConnection(frame, from, atMs) ??
      this.#calls.view(frame, from, atMs) ??
      this.#topics.view(frame, atMs) ?? { payloads: [this.#payloads.plain(frame.slice(1))], isFailure: true }
    );
  }

  #ofConnection(frame: readonly Wire[], from: Side, atMs: number): FrameDetails | undefined {
    const [kind, id] = frame;
    switch (kind) {
      case kinds.hello:
        return this.#payloads.hello(frame);
      case kinds.welcome:
        return this.#payloads.welcome(frame);
      case kinds.ping:
        this.#pings.set(`${from} ${id}`, atMs);
        return { id };
      case kinds.pong: {
        const key = `${from === "client" ? "server" : "client"} ${id}`;
        const askedMs = this.#pings.get(key);
        this.#pings.delete(key);
        return { id, ...(askedMs !== undefined && { tookMs: atMs - askedMs }) };
      }
      case kinds.goingAway:
      case kinds.authExpiring:
        return { words: `within ${id} ms` };
      default:
        return undefined;
    }
  }
}

const names: ReadonlyMap<unknown, string> = new Map(Object.entries(kinds).map(([name, kind]) => [kind, name]));
