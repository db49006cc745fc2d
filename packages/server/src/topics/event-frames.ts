import { type Encoding, encodings, kinds, type Raw, rawOf } from "@hawser/core";
import type { LogRecord } from "./broker.js";
import type { EventMessage } from "./event-message.js";

/** A record whose event can be sent. */
export interface EventRecord extends LogRecord {
  readonly event: EventMessage;
}

/** Events of adjacent offsets on their way to many peers: one frame per encoding, whoever gets it. */
export class EventFrames {
  readonly channel: number;
  readonly records: readonly EventRecord[];
  /** The offsets of the first and the last of them. */
  readonly first: number;
  readonly last: number;
  /** The sessions that do not want some of them back. */
  readonly exceptions: readonly string[];
  #positional: Raw | undefined;
  #maps: Raw | undefined;

  constructor(channel: number, records: readonly EventRecord[]) {
    this.channel = channel;
    this.records = records;
    this.first = records[0]?.offset ?? 0;
    this.last = this.first + records.length - 1;
    this.exceptions = records.flatMap(({ event }) => event.except ?? []);
  }

  /** Bytes that they take in memory, about. */
  get size(): number {
    return this.records.reduce((total, { event }) => total + event.size, 0);
  }

  /** The frame for everybody from whom nothing is left out. */
  frame(encoding: Encoding): Raw {
    if (encoding === encodings.positional) {
      this.#positional ??= this.#pack(encoding);
      return this.#positional;
    }
    this.#maps ??= this.#pack(encoding);
    return this.#maps;
  }

  /** Bytes of {@link frame}, which is not made for that. */
  frameBytes(encoding: Encoding): number {
    const { length } = this.records;
    const payloadBytes = this.records.reduce((total, { event }) => total + event.payload(encoding).bytes.length, 0);
    const listBytes = length === 1 ? 0 : length < 0x10 ? 1 : length < 0x1_0000 ? 3 : 5;
    return 2 + intBytes(this.channel) + intBytes(this.first) + listBytes + payloadBytes;
  }

  /** Whether some of them are events that the session does not want back. */
  excludes(session: string): boolean {
    return this.exceptions.includes(session);
  }

  /** A frame for each, without the events that the session does not want back. */
  framesWithout(session: string, encoding: Encoding): Raw[] {
    return this.records.map(({ offset, event }) => {
      return event.except === session
        ? rawOf([kinds.event, this.channel, offset])
        : rawOf([kinds.event, this.channel, offset, event.payload(encoding)]);
    });
  }

  #pack(encoding: Encoding): Raw {
    const payloads = this.records.map(({ event }) => event.payload(encoding));
    return payloads.length === 1
      ? rawOf([kinds.event, this.channel, this.first, payloads[0]])
      : rawOf([kinds.events, this.channel, this.first, payloads]);
  }
}

/** Of a whole number from 0 in msgpack. */
function intBytes(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x100) return 2;
  if (value < 0x1_0000) return 3;
  return value < 0x1_0000_0000 ? 5 : 9;
}
