import { isHawserError } from "@hawser/client";
import { connectUnreliably } from "./client-subscriber.js";
import type { Position } from "./instance-log.js";
import type { Instance } from "./instances.js";
import type { PublishedEvent, PublishedInstance } from "./published.js";
import { type Frame, RawPeer } from "./raw-peer.js";
import type { Soak } from "./soak.client.js";

export interface PublisherOptions {
  readonly name: string;
  readonly instances: readonly Instance[];
  readonly published: (instance: Instance) => PublishedInstance;
  readonly random: () => number;
}

/** Who publishes, by whatever means. @returns the position of the last event, `undefined` where nothing was published. */
export interface PublishChannel {
  /** @throws where nobody knows whether anything was published. */
  publish(instance: Instance, events: readonly PublishedEvent[]): Promise<Position | undefined>;
  close(): void;
}

/** A client that publishes batches to random instances, each when the one before was acknowledged or given up. */
export class Publisher {
  /** Batches whose acknowledgement never came. */
  doubtful = 0;
  readonly #channel: PublishChannel;
  readonly #options: PublisherOptions;
  readonly #timer: NodeJS.Timeout;
  #count = 0;
  #isPublishing = false;

  constructor(channel: PublishChannel, options: PublisherOptions) {
    this.#channel = channel;
    this.#options = options;
    this.#timer = setInterval(() => void this.#publish(), intervalMs);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#channel.close();
  }

  async #publish(): Promise<void> {
    if (this.#isPublishing) return;
    this.#isPublishing = true;
    const { random, instances, name, published } = this.#options;
    const instance = instances[Math.floor(random() * instances.length)] as Instance;
    const events = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
      this.#count += 1;
      return { id: `${name}.${this.#count}`, key: `k${this.#count % 7}` };
    });
    for (const event of events) published(instance).began(event);
    try {
      const last = await this.#channel.publish(instance, events);
      for (const [i, event] of events.entries()) {
        if (!last) published(instance).refused(event);
        else published(instance).acknowledged(event, { ...last, offset: last.offset - events.length + 1 + i });
      }
    } catch {
      this.doubtful += 1;
    } finally {
      this.#isPublishing = false;
    }
  }
}

/** With a generated client. */
export class ClientPublishChannel implements PublishChannel {
  readonly #client: Soak;

  constructor(options: { readonly url: () => string; readonly random: () => number }) {
    this.#client = connectUnreliably(options);
  }

  async publish({ topic, params }: Instance, events: readonly PublishedEvent[]): Promise<Position | undefined> {
    try {
      const filler = new Uint8Array(10);
      return await this.#client[topic].publishBatch(
        params,
        events.map((event) => ({ ...event, filler })),
      );
    } catch (error) {
      if (isHawserError(error) && !error.mayHaveRun) return undefined;
      throw error;
    }
  }

  close(): void {
    void this.#client.connection.close();
  }
}

/** As PROTOCOL.md says, without a client. */
export class RawPublishChannel implements PublishChannel {
  readonly #peer: RawPeer;
  #waiting: { resolve(position: Position | undefined): void; reject(reason: Error): void } | undefined;

  constructor(options: { readonly url: () => string; readonly random: () => number }) {
    this.#peer = new RawPeer({
      ...options,
      opening: () => [],
      received: (frame) => this.#answered(frame),
      lost: () => this.#waiting?.reject(new Error("the connection was lost")),
    });
  }

  publish({ topic, params }: Instance, events: readonly PublishedEvent[]): Promise<Position | undefined> {
    if (!this.#peer.isOpen) return Promise.resolve(undefined);
    const payloads = events.map((event) => ({ ...event, filler: new Uint8Array(10) }));
    this.#peer.send([[22, 0, topic, params, payloads]]);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  close(): void {
    this.#peer.close();
  }

  #answered([kind, , answer]: Frame): void {
    if (kind === 4) this.#waiting?.resolve(undefined);
    if (kind !== 3) return;
    const [epoch, offset] = answer as [string, number];
    this.#waiting?.resolve({ epoch, offset });
  }
}

const intervalMs = 200;
