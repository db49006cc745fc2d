import { chunks } from "../chunks.js";

/**
 * What one would write first on the libraries that Hawser stands on: a message per frame, nothing checked, and a stream
 * is written as it is produced.
 */
export type Frame = [kind: "call" | "answer" | "download" | "item" | "end", id: number, payload?: unknown];

export async function sendChunks(id: number, bytes: number, send: (frame: Frame) => void): Promise<void> {
  for await (const chunk of chunks(bytes)) send(["item", id, chunk]);
  send(["end", id]);
}
