import { Credit, HawserError, kinds, Pump, type Raw, rawOf, type Sink, toWire } from "@hawser/core";
import type { ProcedureDescriptor } from "./descriptors.js";
import { unencodable } from "./invalid-input.js";
import { type ItemLane, laneOf } from "./item-lane.js";
import type { Progress } from "./progress.js";
import type { Session } from "./session.js";
import { itemsOf } from "./stream-source.js";

export interface InputStreamOptions {
  readonly source: unknown;
  readonly procedure: ProcedureDescriptor<never, unknown>;
  readonly progress: Progress;
  /** The stream cannot go on: the call has to end. */
  readonly failed: (error: HawserError) => void;
}

/** The items of a caller on their way to the server, as fast as its credit and the network allow. */
export class InputStream implements Sink<unknown> {
  readonly #options: InputStreamOptions;
  readonly #pump: Pump<unknown>;
  #sending: Sending | undefined;
  #isOver = false;

  /** @throws what the source throws when it is asked for its items; HawserError `invalid_input` where it has none. */
  constructor(options: InputStreamOptions) {
    this.#options = options;
    this.#pump = new Pump(itemsOf(options.source), this);
  }

  /** Asks the source for the first item. The session has its welcome. */
  start(sending: Omit<Sending, "credit" | "lane">): void {
    if (this.#isOver) return;
    const { session } = sending;
    this.#sending = { ...sending, credit: new Credit(session.limits.streamWindowBytes), lane: laneOf(session) };
    void this.#run(this.#sending);
  }

  grant(bytes: number): void {
    this.#sending?.credit.grant(bytes);
    // The server has read what waited before it.
    this.#sending?.lane.wake();
  }

  /** Ends the source, unless it has ended by itself. */
  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#sending?.credit.close();
    // The call has its outcome already; what the source's clean-up throws cannot change it.
    this.#pump.stop().catch(() => {});
  }

  // As a sink.

  ready(): Promise<void> | undefined {
    const { lane, credit } = this.#sending as Sending;
    if (!credit.isOpen) return credit.wait();
    return lane.hasRoom ? undefined : lane.room();
  }

  send(item: unknown): void | Promise<void> {
    try {
      const { readBlobs } = this.#options.procedure;
      const read = readBlobs ? readBlobs(item) : item;
      const leaving = read instanceof Promise ? read.then((bytes) => this.#leave(bytes)) : this.#leave(read);
      return leaving?.catch((error: unknown) => this.#refuse(error));
    } catch (error) {
      this.#refuse(error);
    }
  }

  async #run({ session, id }: Sending): Promise<void> {
    try {
      await this.#pump.run();
    } catch (cause) {
      if (this.#isOver) return;
      this.#isOver = true;
      const message = `the source of the items for ${this.#options.procedure.path} failed; the call may have run`;
      this.#options.failed(new HawserError("cancelled", message, { cause }));
      return;
    }
    if (this.#isOver) return;
    this.#isOver = true;
    session.push([kinds.end, id]);
  }

  /** @throws what the encoder throws; HawserError `limit_exceeded`. */
  #leave(item: unknown): void | Promise<void> {
    const { session, id, positional, lane } = this.#sending as Sending;
    const { encodeInput } = this.#options.procedure;
    const payload = positional && encodeInput ? encodeInput(item as never) : toWire(item);
    const frame = rawOf([kinds.item, id, payload]);
    const bytes = frame.bytes.length;
    const { maxFrameBytes: max } = session.limits;
    if (bytes > max) {
      const message = `an item of ${bytes} bytes is above the server's maxFrameBytes (${max})`;
      throw new HawserError("limit_exceeded", message, { data: { limit: "maxFrameBytes", max } });
    }
    if (!lane.hasRoom) return this.#leaveLater(frame, item);
    this.#push(frame, item);
  }

  /** Other streams have taken the room while this item was asked for. */
  async #leaveLater(frame: Raw, item: unknown): Promise<void> {
    const { lane } = this.#sending as Sending;
    while (!lane.hasRoom && !this.#isOver) await lane.room();
    this.#push(frame, item);
  }

  #push(frame: Raw, item: unknown): void {
    if (this.#isOver) return;
    const { id, credit, lane } = this.#sending as Sending;
    credit.spend(frame.bytes.length);
    lane.push(frame);
    this.#options.progress.sent(id, item, frame.bytes.length);
  }

  #refuse(error: unknown): void {
    this.#options.failed(unencodable(error, `an item for ${this.#options.procedure.path}`));
  }
}

interface Sending {
  readonly session: Session;
  readonly id: number;
  /** As the call's first frame was. */
  readonly positional: boolean;
  readonly credit: Credit;
  readonly lane: ItemLane;
}
