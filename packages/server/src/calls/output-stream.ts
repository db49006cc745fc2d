import { Credit, type Items, Pump } from "@hawser/core";
import type { Peer } from "../connections/peer.js";
import { isPromise } from "../is-promise.js";
import { writePayload } from "../payload.js";
import type { BoundPayload } from "../payload-compiler.js";
import { type Checked, validate } from "../validate.js";
import { itemFrame } from "./item-frame.js";

export interface OutputStreamOptions {
  readonly peer: Peer;
  /** The id of the call. */
  readonly id: number;
  readonly item: BoundPayload;
  /** What the handler returned. */
  readonly source: Items<unknown>;
  /** What the client granted so far. */
  readonly creditBytes: number;
  /** The error of an item that is not what was declared. */
  readonly invalid: (error: unknown) => Error;
  /** Told what the source throws when it is ended early. */
  readonly failed: (error: unknown) => void;
}

/** The items of a handler on their way to a client: no faster than the client grants, and than the network takes them. */
export class OutputStream {
  readonly #options: OutputStreamOptions;
  readonly #credit: Credit;
  readonly #pump: Pump<unknown>;
  #isOver = false;

  /** @throws what the source throws when it is asked for its iterator. */
  constructor(options: OutputStreamOptions) {
    this.#options = options;
    this.#credit = new Credit(options.creditBytes);
    this.#pump = new Pump(options.source, {
      ready: () => (this.#credit.isOpen ? undefined : this.#credit.wait()),
      send: (item) => this.#validate(item),
    });
  }

  /** Settles when the last item has left for the network, or after {@link stop}; rejects where an item cannot be had or sent. */
  run(): Promise<void> {
    return this.#pump.run();
  }

  grant(bytes: number): void {
    this.#credit.grant(bytes);
  }

  /** The call is over: the source ends now. */
  stop(): void {
    this.#isOver = true;
    this.#credit.close();
    this.#pump.stop().catch((error: unknown) => this.#options.failed(error));
  }

  #validate(item: unknown): undefined | Promise<void> {
    const checked = validate(this.#options.item, item);
    return isPromise(checked) ? Promise.resolve(checked).then((late) => this.#send(late)) : this.#send(checked);
  }

  #send(checked: Checked): undefined | Promise<void> {
    const { peer, id, item, invalid } = this.#options;
    if (!checked.ok) throw invalid(checked.error);
    if (this.#isOver) return undefined;
    const payload = writePayload(item, checked.value, peer.encoding);
    const frame = itemFrame(id, payload, peer.services.frameMemory);
    this.#credit.spend(frame.bytes.length);
    return peer.sendItem(frame, () => this.#isOver);
  }
}
