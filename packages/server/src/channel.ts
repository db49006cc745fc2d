import { type Encoding, kinds, type Raw, rawOf, type Wire } from "@hawser/core";
import { nanoid } from "nanoid";
import type { BoundTopic } from "./bind.js";
import { writePayload } from "./payload.js";

/** One instance of a topic (topic and params): its subscribers, and the count of its events. */
export class Channel {
  /** Identifies this count of offsets: another epoch starts again at 1. */
  readonly epoch = nanoid();
  /** The offset of the latest event; the first event has 1. */
  offset = 0;
  /**
   * The channel's name on the wire while somebody listens, the same for every subscriber, so that the bytes of an event
   * are the same, too.
   */
  number = 0;
  /** How many subscriptions each connection has: it gets an event once, however many of them share the channel. */
  readonly subscriptions = new Map<Listener, number>();

  constructor(
    readonly key: string,
    readonly topic: BoundTopic,
  ) {}

  /** Sends a validated event to every subscriber. */
  publish(event: unknown): void {
    const offset = this.offset + 1;
    // Encoded once per encoding that somebody listens in, and before anything is sent: an event goes to all or none.
    const frames = new Map<Encoding, Raw>();
    for (const { encoding } of this.subscriptions.keys()) {
      if (!frames.has(encoding)) frames.set(encoding, this.#encode(event, offset, encoding));
    }
    this.offset = offset;
    for (const listener of this.subscriptions.keys()) listener.send(frames.get(listener.encoding));
  }

  #encode(event: unknown, offset: number, encoding: Encoding): Raw {
    return rawOf([kinds.event, this.number, offset, writePayload(this.topic.event, event, encoding)]);
  }
}

/** A connection as its channels see it. */
export interface Listener {
  readonly encoding: Encoding;
  send(frame: Wire): void;
}
