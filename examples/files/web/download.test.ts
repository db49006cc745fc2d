import { HawserError, type ItemStream } from "@hawser/client";
import { expect, test } from "vitest";
import type { StoredFile } from "../files.client.js";
import { download } from "./download.js";
import { Transfer } from "./transfer.js";

const file: StoredFile = {
  id: "1",
  name: "abc.txt",
  mediaType: "text/plain",
  sizeBytes: 3,
  sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  storedAt: new Date(),
};

type Step = IteratorResult<Uint8Array, undefined>;

/** How a transfer ends whose stream takes these steps. */
async function endOf(...steps: readonly (Step | Error)[]): Promise<Transfer["progress"]> {
  const transfer = new Transfer({ direction: "down", name: file.name, sizeBytes: file.sizeBytes });
  await download({ download: () => streamOf(steps) }, file, transfer);
  return transfer.progress;
}

function streamOf(steps: readonly (Step | Error)[]): ItemStream<Uint8Array> {
  const remaining = steps.values();
  return {
    async next() {
      const step = remaining.next().value ?? { done: true, value: undefined };
      if (step instanceof Error) throw step;
      return step;
    },
    return: async () => ({ done: true, value: undefined }),
    cancel() {},
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

test("does not hand over what is not the file that was sent", async () => {
  // To hand it over would take a page, which there is none of here.
  expect(await endOf({ value: new TextEncoder().encode("abd") })).toEqual({ state: "different" });
});

test.each<[string, HawserError]>([
  ["The server does not have it any more.", new HawserError("NotFound", "NotFound", { data: { id: "1" } })],
  ["The server could not be reached.", new HawserError("unavailable", "no connection")],
])("says: %s", async (problem, error) => {
  expect(await endOf(error)).toEqual({ state: "failed", problem });
});
