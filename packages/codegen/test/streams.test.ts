import { createWriter, isHawserError } from "@hawser/client";
import { defineSchema, procedure } from "@hawser/core";
import { createServer, type Handlers, type Middleware } from "@hawser/server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { connect, isFilesDownloadError, isFilesUploadError, type Lab, type Reading } from "./golden/streams.client.js";
import schema from "./golden/streams.schema.js";
import { transports } from "./transports.js";

// A generated client against a real server: streams in all directions, calls that run once, and metadata, over sockets.

/** A server with one procedure more has another fingerprint, so the same client speaks to it in maps. */
const newer = defineSchema({
  name: "lab",
  metadata: schema.metadata,
  procedures: { ...schema.procedures, added: procedure({}) },
});

/** Larger than what may be on its way, so that it takes several grants of credit. */
const file = Uint8Array.from({ length: 1_000_000 }, (_, i) => (i * 31 + (i >> 8)) & 255);

/** What the server has done and still does. */
interface Bench {
  /** Calls on the server and endless generators of either end, all that have begun. */
  begun: number;
  /** Those of them that have not ended. */
  running: number;
  disk: Uint8Array;
  /** Keys with which an order was placed, one per run of the handler. */
  keys: (string | undefined)[];
  /** What orders wait for. */
  released: Promise<void>;
}

describe.each(transports)("over $name", ({ transport }) => {
  describe.each(["positional", "maps"] as const)("in %s", (encoding) => {
    let client: Lab;
    let close: () => Promise<void>;
    let bench: Bench;
    let socket: WebSocket;

    beforeAll(async () => {
      const procedures = handlers(() => bench);
      const middleware: Middleware[] = [
        (call, next) => {
          bench.begun += 1;
          bench.running += 1;
          call.onEnd(() => {
            bench.running -= 1;
          });
          return next();
        },
      ];
      const server =
        encoding === "positional"
          ? createServer(schema, { procedures, middleware })
          : createServer(newer, { procedures: { ...procedures, added: () => {} }, middleware });
      const { port } = await server.listen({ port: 0, host: "127.0.0.1", transport: await transport() });
      client = connect(`ws://127.0.0.1:${port}`, {
        metadata: () => ({ locale: "en" }),
        backoff: { initialMs: 1 },
        socket: (url, subprotocols) => {
          socket = new WebSocket(url, subprotocols);
          return socket;
        },
      });
      close = async () => {
        await client.connection.close();
        await server.close();
      };
    });

    beforeEach(async () => {
      bench = { begun: 0, running: 0, disk: new Uint8Array(file.length), keys: [], released: Promise.resolve() };
      await client.whoAmI();
      expect(client.connection.status).toMatchObject({ state: "open", encoding });
    });

    // Nothing runs on, and nothing waits to be sent.
    afterEach(async () => {
      await vi.waitFor(() => expect(bench.running).toBe(0));
      expect(client.connection.bufferedBytes).toBe(0);
    });

    afterAll(() => close());

    test("a stream of the server's comes whole and in order", async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of client.files.download({ name: "file" })) chunks.push(chunk);
      expect(Buffer.compare(Buffer.concat(chunks), file)).toBe(0);
    });

    test("a Blob goes as a stream, with its progress", async () => {
      let sent = 0;
      const { bytes } = await client.files.upload(new Blob([file]), {
        onProgress: ({ sentBytes }) => {
          expect(sentBytes).toBeGreaterThan(sent);
          sent = sentBytes;
        },
      });
      expect({ bytes, sent }).toEqual({ bytes: file.length, sent: file.length });
      expect(Buffer.compare(bench.disk, file)).toBe(0);
    });

    test("items may hold Blobs, ArrayBuffers and bytes", async () => {
      await client.files.patch([
        { offset: 0, content: file.subarray(0, 10) },
        { offset: 10, content: new Blob([file.subarray(10, 20)]) },
        { offset: 20, content: file.slice(20, 30).buffer },
      ]);
      expect(bench.disk.subarray(0, 30)).toEqual(file.subarray(0, 30));
    });

    test("an async generator goes as a stream", async () => {
      async function* readings(): AsyncGenerator<Reading> {
        for (let i = 0; i < 100; i += 1) yield reading(i);
      }
      expect(await client.sensors.record(readings())).toEqual({ count: 100 });
    });

    test("both ways at once: each answer before the next question", async () => {
      const writer = createWriter<Reading>();
      const averages: number[] = [];
      void writer.write(reading(1));
      for await (const { average } of client.sensors.average(writer)) {
        averages.push(average);
        if (averages.length < 3) await writer.write(reading(averages.length + 1));
        else writer.end();
      }
      expect(averages).toEqual([1, 1.5, 2]);
    });

    test("a reader that leaves the loop ends the handler", async () => {
      const seen: Reading[] = [];
      for await (const item of client.sensors.watch()) {
        seen.push(item);
        if (seen.length === 3) break;
      }
      expect(seen).toEqual([reading(0), reading(1), reading(2)]);
    });

    describe.each(["output", "input", "both"] as const)("an endless stream of %s ends on both ends with", (streams) => {
      test.each<[string, { timeoutMs?: number }, (controller: AbortController) => void]>([
        ["cancelled", {}, (controller) => controller.abort()],
        ["timeout", { timeoutMs: 50 }, () => {}],
        ["connection_lost", {}, () => socket.terminate()],
      ])("%s", async (code, given, end) => {
        const controller = new AbortController();
        const options = { ...given, signal: controller.signal };
        const { sensors } = client;
        const begunBefore = bench.begun;
        const call = {
          output: () => readAll(sensors.watch(options)),
          input: () => sensors.record(endless(bench), options),
          both: () => readAll(sensors.average(endless(bench), options)),
        }[streams];
        const caught = failureOf(call);
        await vi.waitFor(() => expect(bench.begun).toBe(begunBefore + 2));
        end(controller);
        expect(await caught).toMatchObject({ code });
      });
    });

    test("a declared error is thrown in the loop", async () => {
      const caught = await failureOf(() => readAll(client.files.download({ name: "none" })));
      if (!isFilesDownloadError(caught) || caught.code !== "NoSuchFile") throw caught;
      expect(caught.data).toEqual({ name: "none" });
    });

    test("a declared error ends a stream of the client's", async () => {
      let isOver = false;
      async function* tooMuch(): AsyncGenerator<Uint8Array> {
        try {
          for (;;) yield file.subarray(0, 64_000);
        } finally {
          isOver = true;
        }
      }
      const caught = await failureOf(() => client.files.upload(tooMuch()));
      if (!isFilesUploadError(caught) || caught.code !== "DiskFull") throw caught;
      expect(caught.data).toEqual({ freeBytes: 0 });
      await vi.waitFor(() => expect(isOver).toBe(true));
    });

    test("an item of another type is refused", async () => {
      const wrong = [{ ...reading(1), sensor: 5 }] as unknown as Reading[];
      const caught = await failureOf(() => client.sensors.record(wrong));
      expect(isHawserError(caught) && caught.code).toBe("invalid_input");
    });

    test("an idempotent call outlives its connection and runs once", async () => {
      let release = (): void => {};
      bench.released = new Promise((resolve) => {
        release = resolve;
      });
      const placed = client.orders.place({ item: "flask", count: 1 });
      await vi.waitFor(() => expect(bench.keys).toHaveLength(1));
      const before = client.connection.status;
      socket.terminate();
      await vi.waitFor(() => expect(client.connection.status).not.toBe(before));
      await client.whoAmI();
      release();
      expect(await placed).toEqual({ order: `flask ${bench.keys[0]}` });
      expect(bench.keys).toEqual([expect.stringMatching(/^.{1,128}$/)]);
    });

    test("metadata: the connection's, and that of one call", async () => {
      const served: string[] = [];
      const onMetadata = ({ servedBy }: { servedBy: string }) => served.push(servedBy);
      expect(await client.whoAmI({ onMetadata })).toEqual({ locale: "en", tenant: null });
      const metadata = { locale: "de", tenant: "north" } as const;
      expect(await client.whoAmI({ metadata, onMetadata })).toEqual({ locale: "de", tenant: "north" });
      for await (const _ of client.sensors.watch({ metadata, onMetadata, timeoutMs: 5_000 })) break;
      expect(served).toEqual(["bench of en", "bench of de"]);
    });
  });
});

function handlers(bench: () => Bench): Handlers<typeof schema.procedures, unknown, typeof schema.metadata> {
  return {
    files: {
      download: async function* ({ name }, call) {
        if (name !== "file") throw call.error("NoSuchFile", { name });
        for (let at = 0; at < file.length; at += 50_000) yield file.subarray(at, at + 50_000);
      },
      patch: async (parts) => {
        for await (const { offset, content } of parts) bench().disk.set(content, offset);
      },
      upload: async (chunks, call) => {
        let bytes = 0;
        for await (const chunk of chunks) {
          if (bytes + chunk.length > file.length) throw call.error("DiskFull", { freeBytes: 0 });
          bench().disk.set(chunk, bytes);
          bytes += chunk.length;
        }
        return { bytes };
      },
    },
    orders: {
      cancel: () => {},
      place: async ({ item }, call) => {
        bench().keys.push(call.idempotencyKey);
        await bench().released;
        return { order: `${item} ${call.idempotencyKey}` };
      },
    },
    sensors: {
      average: async function* (readings) {
        let count = 0;
        let sum = 0;
        for await (const { value } of readings) {
          count += 1;
          sum += value;
          yield { average: sum / count };
        }
      },
      record: async (readings) => {
        let count = 0;
        for await (const { at } of readings) if (at instanceof Date) count += 1;
        return { count };
      },
      watch: () => endless(bench()),
    },
    whoAmI: (_, call) => {
      const { locale, tenant } = call.metadata;
      call.setAnswerMetadata({ servedBy: `bench of ${locale}` });
      return { locale, tenant: tenant ?? null };
    },
  };
}

async function* endless(bench: Bench): AsyncGenerator<Reading> {
  bench.begun += 1;
  bench.running += 1;
  try {
    for (let value = 0; ; value += 1) yield reading(value);
  } finally {
    bench.running -= 1;
  }
}

async function readAll(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

function reading(value: number): Reading {
  return { sensor: "probe", at: new Date(1_700_000_000_000 + value), value };
}

/** What a function fails with. */
async function failureOf(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}
