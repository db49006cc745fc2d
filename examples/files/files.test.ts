import { createHash } from "node:crypto";
import { mkdtemp, readdir, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createWriter } from "@hawser/client";
import { processTerminal, run } from "@hawser/codegen";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { connect, type Files, isFilesDownloadError, isFilesUploadError } from "./files.client.js";
import { createFiles } from "./server.js";

const maxFileBytes = 1_000_000;
const maxBytes = 2_000_000;

let directory: string;
let server: ReturnType<typeof createFiles>["server"];
let port: number;
let client: Files;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "hawser-files-"));
  ({ server } = createFiles({ base: "/", pageDir: directory, directory, maxFileBytes, maxBytes }));
  ({ port } = await server.listen({ port: 0, host: "127.0.0.1" }));
  client = connect(`ws://127.0.0.1:${port}/rpc`);
});

afterEach(async () => {
  await client.connection.close();
  await server.close({ graceMs: 0 });
  expect((await readdir(directory)).filter((name) => name.endsWith(".part"))).toEqual([]);
  await rm(directory, { recursive: true });
});

test("the generated client is fresh", async () => {
  const lines: string[] = [];
  const print = (line: string): void => void lines.push(line);
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const terminal = { ...processTerminal(), cwd, out: print, err: print };
  expect(await run(["generate", "files.schema.ts", "--check"], terminal), lines.join("\n")).toBe(0);
});

test("a file comes back as it was sent, whatever its pieces, under its label", async () => {
  const pieces = [bytes(3), bytes(0), bytes(200_000), bytes(1)];
  const metadata = { name: " knots.bin ", mediaType: "application/x-knots", sizeBytes: 200_004 };
  const file = await client.files.upload(pieces, { metadata });
  expect(file).toMatchObject({ name: "knots.bin", mediaType: "application/x-knots", sizeBytes: 200_004 });
  expect(file.sha256).toBe(createHash("sha256").update(Buffer.concat(pieces)).digest("hex"));
  expect(Buffer.concat(pieces).equals(await fetched(file.id))).toBe(true);
  expect(await client.files.list()).toEqual([file]);
});

test("a Blob is cut into pieces, and a file without a label has a name", async () => {
  const sent = bytes(300_000);
  const file = await client.files.upload(new Blob([sent]));
  expect(file).toMatchObject({ name: "Untitled", mediaType: "", sizeBytes: 300_000 });
  expect((await fetched(file.id)).equals(sent)).toBe(true);
});

test("everyone is told of a file, and of those that made way for it", async () => {
  const [added, removed] = [vi.fn(), vi.fn()];
  const subscriptions = [
    client.files.added.subscribe({ onEvent: added }),
    client.files.removed.subscribe({ onEvent: removed }),
  ];
  await vi.waitFor(() => expect(subscriptions.map(({ status }) => status)).toEqual(["active", "active"]));
  const [first, second, third] = [
    await client.files.upload([bytes(900_000)]),
    await client.files.upload([bytes(900_000)]),
    await client.files.upload([bytes(900_000)]),
  ];
  await vi.waitFor(() => expect(removed.mock.calls).toEqual([[{ id: first.id }, 1]]));
  expect(added.mock.calls.map(([file]) => file)).toEqual([first, second, third]);
  expect(await client.files.list()).toEqual([second, third]);
  expect((await readdir(directory)).sort()).toEqual([second.id, third.id].sort());
  expect(await client.files.usage()).toEqual({ files: 2, usedBytes: 1_800_000, maxBytes, uploads: 0 });
});

test("a file that made way while somebody reads it still arrives whole", async () => {
  const sent = bytes(900_000);
  const { id } = await client.files.upload([sent]);
  const received: Uint8Array[] = [];
  for await (const piece of client.files.download({ id })) {
    if (received.push(piece) > 1) continue;
    await client.files.upload([bytes(900_000)]);
    await client.files.upload([bytes(900_000)]);
    expect(await readdir(directory)).not.toContain(id);
  }
  expect(Buffer.concat(received).equals(sent)).toBe(true);
});

describe("is refused", () => {
  test("what is said to be too large, before it is sent", async () => {
    const pieces = vi.fn(function* () {
      yield bytes(1);
    });
    const error = await fault(
      client.files.upload({ [Symbol.iterator]: pieces }, { metadata: { sizeBytes: 1_000_001 } }),
    );
    expect(isFilesUploadError(error) && error.code === "TooLarge" && error.data).toEqual({ maxBytes: maxFileBytes });
    await nothingLeft();
  });

  test("what proves to be too large", async () => {
    const error = await fault(client.files.upload(Array(6).fill(bytes(200_000)), { metadata: { sizeBytes: 3 } }));
    expect(isFilesUploadError(error) && error.code).toBe("TooLarge");
    await nothingLeft();
  });

  test("a label that is none", async () => {
    const error = await fault(client.files.upload([bytes(1)], { metadata: { name: "x".repeat(256) } }));
    expect(isFilesUploadError(error) && error.code).toBe("invalid_input");
    await nothingLeft();
  });

  test("a file that is not there", async () => {
    const error = await fault(fetched("nowhere"));
    expect(isFilesDownloadError(error) && error.code === "NotFound" && error.data).toEqual({ id: "nowhere" });
  });
});

describe("nothing is left of an upload", () => {
  test("that is cancelled", async () => {
    const controller = new AbortController();
    const upload = await begin({ signal: controller.signal });
    controller.abort();
    expect(await upload.error).toMatchObject({ code: "cancelled" });
    await nothingLeft();
  });

  test("whose source fails", async () => {
    const upload = await begin();
    upload.writer.abort(new Error("the disk was pulled out"));
    expect(await upload.error).toMatchObject({ code: "cancelled" });
    await nothingLeft();
  });

  test("whose deadline passes", async () => {
    const upload = await begin({ timeoutMs: 1_500 });
    expect(await upload.error).toMatchObject({ code: "timeout" });
    await nothingLeft();
  });

  test("whose client is gone", async () => {
    const upload = await begin();
    await client.connection.close();
    expect(await upload.error).toMatchObject({ code: "closed" });
    client = connect(`ws://127.0.0.1:${port}/rpc`);
    await nothingLeft();
  });
});

test("a download that is left early closes its file", async () => {
  const { id } = await client.files.upload(Array(4).fill(bytes(250_000)));
  for await (const piece of client.files.download({ id })) {
    expect(piece.byteLength).toBe(65_536);
    expect(await openFiles()).toEqual([join(directory, id)]);
    break;
  }
  await vi.waitFor(async () => expect(await openFiles()).toEqual([]));
});

/** An upload of which the server has a part. */
async function begin(options: { signal?: AbortSignal; timeoutMs?: number } = {}) {
  const writer = createWriter<Uint8Array>();
  const error = fault(client.files.upload(writer, options));
  await writer.write(bytes(1_000));
  await vi.waitFor(async () => expect(await readdir(directory)).toEqual([expect.stringMatching(/\.part$/)]));
  expect((await client.files.usage()).uploads).toBe(1);
  return { writer, error };
}

async function nothingLeft(): Promise<void> {
  await vi.waitFor(async () => {
    expect(await client.files.usage()).toEqual({ files: 0, usedBytes: 0, maxBytes, uploads: 0 });
    expect(await readdir(directory)).toEqual([]);
  });
}

async function fetched(id: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of client.files.download({ id })) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What this process, in which the server runs, has open in the server's directory. */
async function openFiles(): Promise<string[]> {
  const links = await Promise.all(
    (await readdir("/proc/self/fd")).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")),
  );
  return links.filter((link) => link.startsWith(directory));
}

function bytes(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, index) => (index * 31 + length) >> 2);
}

function fault(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail("it succeeded"),
    (error: unknown) => error,
  );
}
