export interface TransferOptions {
  readonly direction: "up" | "down";
  readonly name: string;
  readonly sizeBytes: number;
}

/** How a transfer stands. */
export type Progress = { readonly state: "moving" } | { readonly state: "checking" } | End;

/** How a transfer ended. `sha256` is what both ends agree on. */
export type End =
  | { readonly state: "same"; readonly sha256: string }
  | { readonly state: "different" }
  | { readonly state: "cancelled" }
  | { readonly state: "failed"; readonly problem: string };

/** One file on its way to the server or back. */
export class Transfer {
  readonly direction: "up" | "down";
  readonly name: string;
  readonly sizeBytes: number;
  movedBytes = 0;
  progress: Progress = { state: "moving" };
  readonly #controller = new AbortController();
  readonly #startedMs = performance.now();
  #tookMs: number | undefined;
  #onChange = (): void => {};

  constructor({ direction, name, sizeBytes }: TransferOptions) {
    this.direction = direction;
    this.name = name;
    this.sizeBytes = sizeBytes;
  }

  /** Aborts when the user wants the file no longer. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Since the start, or over the whole way once it is done. */
  get bytesPerSecond(): number {
    const tookMs = this.#tookMs ?? performance.now() - this.#startedMs;
    return (this.movedBytes * 1_000) / Math.max(1, tookMs);
  }

  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  moved(bytes: number): void {
    this.movedBytes = bytes;
    this.#onChange();
  }

  /** All bytes are there; whether they are the right ones is yet to be seen. */
  check(): void {
    this.#tookMs = performance.now() - this.#startedMs;
    this.#become({ state: "checking" });
  }

  end(end: End): void {
    this.#become(end);
  }

  cancel(): void {
    this.#controller.abort();
  }

  #become(progress: Progress): void {
    this.progress = progress;
    this.#onChange();
  }
}
