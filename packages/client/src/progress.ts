import type { Wire } from "@hawser/core";
import type { StreamOptions, StreamProgress } from "./call-options.js";
import { notify } from "./notify.js";

/** Counts what a streaming call has sent and received, and tells it. */
export class Progress {
  readonly #options: StreamOptions | undefined;
  #progress: StreamProgress = { sentItems: 0, sentBytes: 0, receivedItems: 0, receivedBytes: 0 };

  constructor(options: StreamOptions | undefined) {
    this.#options = options;
  }

  /** @param frameBytes what the frame of the item takes. */
  sent(id: number, item: unknown, frameBytes: number): void {
    const { sentItems, sentBytes } = this.#progress;
    this.#tell({ sentItems: sentItems + 1, sentBytes: sentBytes + bytesOf(id, item, frameBytes) });
  }

  received(id: number, item: Wire, frameBytes: number): void {
    const { receivedItems, receivedBytes } = this.#progress;
    this.#tell({ receivedItems: receivedItems + 1, receivedBytes: receivedBytes + bytesOf(id, item, frameBytes) });
  }

  #tell(change: Partial<StreamProgress>): void {
    if (!this.#options?.onProgress) return;
    this.#progress = { ...this.#progress, ...change };
    notify((progress: StreamProgress) => this.#options?.onProgress?.(progress), this.#progress);
  }
}

function bytesOf(id: number, item: unknown, frameBytes: number): number {
  return item instanceof Uint8Array ? item.length : frameBytes - headerBytes - integerBytes(id);
}

/** The array around an item frame, and its kind. */
const headerBytes = 2;

/** What msgpack takes for a whole number from 0. */
function integerBytes(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x100) return 2;
  return value < 0x10000 ? 3 : 5;
}
