import {
  conform,
  decodeBatch,
  type Encoding,
  encodings,
  fromWire,
  isHawserError,
  Raw,
  rawOf,
  toWire,
  type Wire,
} from "@hawser/core";
import type { BoundTopic } from "../bind.js";
import type { Definitions } from "../payload.js";
import type { BrokerEvent } from "./broker.js";
import { stableText } from "./stable-text.js";

/** An event of a topic in every form that somebody asks for, each made once, as it was when it was published. */
export class EventMessage implements BrokerEvent {
  readonly except: string | undefined;
  readonly #topic: BoundTopic;
  readonly #positional: Raw;
  #maps: Raw | undefined;
  #conflationKey: string | undefined;

  /**
   * @param value validated
   * @throws what the encoder throws.
   */
  constructor(topic: BoundTopic, value: unknown, except?: string) {
    this.#topic = topic;
    this.#positional = ownedRaw(topic.event.encode(value));
    this.except = except;
  }

  /** What a broker gives: often the very event that was published here, else one of another server. */
  static of(topic: BoundTopic, event: BrokerEvent, definitions: Definitions): EventMessage {
    if (event instanceof EventMessage) return event;
    const value = fromWire(unpacked(event.bytes));
    return new EventMessage(topic, conformed(value, topic, definitions), event.except);
  }

  get bytes(): Uint8Array {
    return this.payload(encodings.maps).bytes;
  }

  /** Bytes that it takes in memory, about. */
  get size(): number {
    return this.#positional.bytes.length;
  }

  /** The same for events of which only the latest has to be kept: the value of the topic's `conflateBy`. */
  get conflationKey(): string {
    const { conflateBy = "" } = this.#topic;
    this.#conflationKey ??= stableText((this.#value() as Record<string, unknown>)[conflateBy]);
    return this.#conflationKey;
  }

  payload(encoding: Encoding): Raw {
    if (encoding === encodings.positional) return this.#positional;
    this.#maps ??= ownedRaw(toWire(this.#value()));
    return this.#maps;
  }

  #value(): unknown {
    return this.#topic.event.decode(unpacked(this.#positional.bytes));
  }
}

/** What another version of the schema published is taken as it is where it does not fit; subscribers decide over it. */
function conformed(value: unknown, { event }: BoundTopic, definitions: Definitions): unknown {
  try {
    return conform(value, event.shape, definitions);
  } catch (error) {
    if (isHawserError(error) && error.code === "incompatible") return value;
    throw error;
  }
}

/** In memory of its own: the packer's buffers are several times as large as what they hold, and a history may keep them. */
function ownedRaw(wire: Wire): Raw {
  return new Raw(new Uint8Array(rawOf(wire).bytes));
}

/** One value, by the way of a frame around it. */
function unpacked(bytes: Uint8Array): Wire {
  const frame = new Uint8Array(bytes.length + 1);
  frame[0] = 0x91;
  frame.set(bytes, 1);
  return decodeBatch(frame).frames[0]?.[0];
}
