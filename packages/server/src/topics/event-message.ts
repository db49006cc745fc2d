import type { BoundTopic } from "../bind-topic.js";
import type { Definitions } from "../payload.js";
import type { BrokerEvent } from "./broker.js";
import { Packed, readPacked } from "./packed.js";
import { stableText } from "./stable-text.js";

/** An event of a topic, on its way to many. */
export class EventMessage extends Packed implements BrokerEvent {
  readonly except: string | undefined;
  readonly #conflateBy: string;
  #conflationKey: string | undefined;

  /**
   * @param value validated
   * @throws what the encoder throws.
   */
  constructor({ event, conflateBy = "" }: BoundTopic, value: unknown, except?: string) {
    super(event, value);
    this.#conflateBy = conflateBy;
    this.except = except;
  }

  /** What a broker gives: often the very event that was published here, else one of another server. */
  static of(topic: BoundTopic, event: BrokerEvent, definitions: Definitions): EventMessage {
    if (event instanceof EventMessage) return event;
    return new EventMessage(topic, readPacked(event.bytes, topic.event, definitions), event.except);
  }

  /** The same for events of which only the latest has to be kept: the value of the topic's `conflateBy`. */
  get conflationKey(): string {
    this.#conflationKey ??= stableText((this.value() as Record<string, unknown>)[this.#conflateBy]);
    return this.#conflationKey;
  }
}
