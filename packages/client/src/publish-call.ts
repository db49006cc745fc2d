import { HawserError, kinds, type PublishFrame, type Wire } from "@hawser/core";
import { Call, type CallOwner } from "./call.js";
import type { CallEnd, EncodedCall } from "./call-payload.js";
import type { TopicDescriptor } from "./descriptors.js";
import { encodePayload } from "./encode-payload.js";
import { invalidInput, unencodable } from "./invalid-input.js";
import type { Position } from "./position.js";
import type { PublishOptions } from "./publish-options.js";
import { trimmed } from "./trimmed.js";

/** What is published: events of one instance of a topic, in their order. */
export interface Publication {
  readonly params: unknown;
  readonly events: readonly unknown[];
}

export interface PublishParts {
  readonly owner: CallOwner;
  readonly topic: TopicDescriptor<never, unknown>;
  readonly options: PublishOptions | undefined;
}

/** A publish: a call, as far as waiting, deadline and outcome go. It is never made again, since events would double. */
export class PublishCall extends Call {
  readonly countedBy = "maxCallsInFlight";
  protected readonly end: CallEnd;
  readonly #topic: TopicDescriptor<never, unknown>;
  readonly #isSilent: boolean;

  constructor({ owner, topic, options }: PublishParts, end: CallEnd) {
    super({ owner, procedure: { path: topic.path, id: topic.id }, options });
    this.end = end;
    this.#topic = topic;
    this.#isSilent = options?.silent === true;
  }

  protected get defaultTimeoutMs(): number {
    return this.owner.settings.timeoutMs;
  }

  protected get hasInput(): boolean {
    return this.#topic.encodeParams !== undefined;
  }

  prepare(publication: unknown): unknown {
    const { readBlobs } = this.#topic;
    return readBlobs ? readBlobs(publication) : publication;
  }

  override encode(publication: unknown, positional: boolean): EncodedCall {
    const { params, events } = publication as Publication;
    const { path, id, encodeParams, encodePublish } = this.#topic;
    if (!encodePublish) throw invalidInput(`the schema lets no client publish to ${path}`);
    try {
      return {
        procedure: positional ? id : path,
        input: this.hasInput ? encodePayload(params, encodeParams, positional) : null,
        metadata: null,
        events: events.map((event) => encodePayload(event, encodePublish, positional)),
      };
    } catch (error) {
      throw unencodable(error, `what is published to ${path}`);
    }
  }

  /** Nothing streams. */
  streamed(): void {}

  protected frame(id: number, { procedure, input, events = [] }: EncodedCall): PublishFrame {
    return trimmed([kinds.publish, id, procedure, input, [...events], this.#isSilent || null], 5);
  }

  protected sent(): void {}

  protected read(output: Wire): Position {
    const [epoch, offset] = output as [unknown, unknown];
    if (typeof epoch === "string" && typeof offset === "number") return { epoch, offset };
    throw new HawserError("protocol", `the answer to a publish to ${this.#topic.path} is no position`);
  }

  protected ended(): void {}
}
