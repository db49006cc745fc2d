import { type Items, isItems } from "@hawser/core";
import { invalidInput } from "./invalid-input.js";

/**
 * What the caller sends as a stream, one item at a time and asked for the next only when that may leave: an async
 * generator, an array, a `ReadableStream`, the writer of `createWriter`.
 */
export type StreamSource<Item> = AsyncIterable<Item> | Iterable<Item> | ReadableSource<Item>;

/** The part of a `ReadableStream` that is needed where the runtime's cannot be iterated. */
export interface ReadableSource<Item> {
  getReader(): {
    read(): Promise<{ done: boolean; value?: Item | undefined }>;
    cancel(): Promise<void>;
  };
}

/** A Blob as chunks, anything else item by item. @throws HawserError `invalid_input` for what has no items. */
export function itemsOf(source: unknown): Items<unknown> {
  if (source instanceof Blob) return chunksOf(source);
  if (isItems(source)) return source;
  if (isReadable(source)) return readingOf(source);
  throw invalidInput("the input is a stream: it takes an iterable, an async iterable, a ReadableStream or a Blob");
}

const chunkBytes = 65_536;

async function* chunksOf(blob: Blob): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < blob.size; start += chunkBytes) {
    yield new Uint8Array(await blob.slice(start, start + chunkBytes).arrayBuffer());
  }
}

function isReadable(source: unknown): source is ReadableSource<unknown> {
  return typeof (source as Partial<ReadableSource<unknown>> | null | undefined)?.getReader === "function";
}

async function* readingOf(readable: ReadableSource<unknown>): AsyncGenerator<unknown> {
  const reader = readable.getReader();
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
  } finally {
    await reader.cancel();
  }
}
