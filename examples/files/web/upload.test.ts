import { HawserError } from "@hawser/client";
import { expect, test } from "vitest";
import type { FilesNamespace, FilesUploadOutput } from "../files.client.js";
import { formatBytes } from "./size.js";
import { Transfer } from "./transfer.js";
import { upload } from "./upload.js";

const file = new File(["abc"], "abc.txt", { type: "text/plain" });
/** FIPS 180-4's own example. */
const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/** How a transfer ends whose call does what is given. */
async function endOf(call: FilesNamespace["upload"], transfer = transferOf()): Promise<Transfer["progress"]> {
  await upload({ upload: call }, file, transfer);
  return transfer.progress;
}

function transferOf(): Transfer {
  return new Transfer({ direction: "up", name: file.name, sizeBytes: file.size });
}

function stored(hash: string): FilesUploadOutput {
  return { id: "1", name: file.name, mediaType: file.type, sizeBytes: 3, sha256: hash, storedAt: new Date() };
}

test("sends the file itself, with its label, and shows what has left", async () => {
  const transfer = transferOf();
  const end = await endOf(async (input, options) => {
    expect(input).toBe(file);
    expect(options?.metadata).toEqual({ name: "abc.txt", mediaType: "text/plain", sizeBytes: 3 });
    options?.onProgress?.({ sentItems: 1, sentBytes: 3, receivedItems: 0, receivedBytes: 0 });
    return stored(sha256);
  }, transfer);
  expect(end).toEqual({ state: "same", sha256 });
  expect(transfer.movedBytes).toBe(3);
});

test("notices that the server has something else", async () => {
  expect(await endOf(async () => stored(sha256.replace("b", "c")))).toEqual({ state: "different" });
});

test.each<[string, HawserError]>([
  [
    `The server takes files of up to ${formatBytes(2_048)}.`,
    new HawserError("TooLarge", "TooLarge", { data: { maxBytes: 2_048 } }),
  ],
  ["The file could not be read.", new HawserError("cancelled", "the source failed")],
  ["The connection was lost on the way.", new HawserError("connection_lost", "gone")],
  ["That did not work: a handler failed.", new HawserError("internal", "a handler failed")],
])("says: %s", async (problem, error) => {
  expect(await endOf(() => Promise.reject(error))).toEqual({ state: "failed", problem });
});

test("is cancelled where the user did it", async () => {
  const transfer = transferOf();
  const end = endOf((_, options) => {
    transfer.cancel();
    expect(options?.signal?.aborted).toBe(true);
    return Promise.reject(new HawserError("cancelled", "aborted"));
  }, transfer);
  expect(await end).toEqual({ state: "cancelled" });
});
