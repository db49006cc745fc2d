import { describe, expect, test } from "vitest";
import { eventually } from "./eventually.js";
import { overTransports } from "./over-transports.js";
import { encodeFrames } from "./plain-msgpack.js";
import type { RawClient } from "./raw-client.js";
import { settle } from "./settle.js";
import { type Form, forms, type StreamsImplementation, serveStreams } from "./streams-server.js";

const text = expect.any(String);
const [maps] = forms as [Form, Form];
/** What `streams` says in a frame. */
const [input, output, both] = [1, 2, 3];

overTransports("streams", (rig) => {
  const open = async (form: Form, overrides?: Partial<StreamsImplementation>) => {
    const served = await serveStreams(rig, overrides);
    return { ...served, client: await rig.open(served.port, { fingerprint: form.fingerprint }) };
  };

  describe.each(forms)("in $encoding", (form) => {
    const item = (id: number, n: unknown) => [15, id, form.payload({ n })];
    const count = (id: number, to: number, ending = "end") => [
      14,
      id,
      form.name("count"),
      output,
      form.payload({ to, ending }),
    ];
    const collect = (id: number) => [14, id, form.name("collect"), input];
    const double = (id: number) => [14, id, form.name("double"), both];

    describe("items", () => {
      test("of an output come in their order, before the one result", async () => {
        const { client } = await open(form);
        client.send(count(3, 3));
        expect(await take(client, 4)).toEqual([item(3, 0), item(3, 1), item(3, 2), [3, 3]]);
        expect(await client.exchange()).toEqual([]);
      });

      test("of an output may be none", async () => {
        const { client } = await open(form);
        client.send(count(0, 0));
        expect(await client.receive()).toEqual([3, 0]);
      });

      test("of an input reach the handler in their order, and the result comes after the end", async () => {
        const { client } = await open(form);
        expect(await client.exchange(collect(0), item(0, 5), item(0, 6))).toEqual([]);
        client.send(item(0, 7), [17, 0]);
        expect(await client.receive()).toEqual([3, 0, [5, 6, 7]]);
      });

      test("of an input may be none", async () => {
        const { client } = await open(form);
        client.send(collect(0), [17, 0]);
        expect(await client.receive()).toEqual([3, 0, []]);
      });

      test("go both ways at once", async () => {
        const { client } = await open(form);
        client.send(double(0));
        for (const n of [1, 2, 3]) {
          client.send(item(0, n));
          expect(await client.receive()).toEqual(item(0, 2 * n));
        }
        client.send([17, 0]);
        expect(await client.receive()).toEqual([3, 0]);
      });

      test("of several calls do not meet", async () => {
        const { client } = await open(form);
        client.send(collect(0), collect(1), item(0, 1), item(1, 2), item(0, 3), [17, 1], [17, 0]);
        const answers = await take(client, 2);
        expect(answers.sort()).toEqual([
          [3, 0, [1, 3]],
          [3, 1, [2]],
        ]);
      });

      test("that are not what the schema declares end the call with invalid_input", async () => {
        const { client, ends } = await open(form);
        for (const wrong of [item(0, "one"), item(0, 5_000_000), [15, 0, 5], [15, 0, null], [15, 0]]) {
          client.send(collect(0), item(0, 1), wrong);
          const [answer] = await answers(client, 1);
          expect(answer).toMatchObject([4, 0, "invalid_input", text, { issues: [{ message: text }] }]);
        }
        expect(new Set(ends)).toEqual(new Set(["collect: invalid_input"]));
        // The connection goes on, and what was behind it is ignored.
        expect(await client.exchange(item(0, 2), [17, 0])).toEqual([]);
      });
    });

    describe("the end", () => {
      test("is a declared error after the items before it", async () => {
        const { client } = await open(form);
        client.send(count(0, 1, "refuse"));
        expect(await take(client, 2)).toEqual([
          item(0, 0),
          [4, 0, "Refused", "Refused", form.payload({ why: "enough" })],
        ]);
        client.send(collect(0), item(0, -1));
        expect(await answers(client, 1)).toEqual([[4, 0, "Refused", "Refused", form.payload({ why: "below 0" })]]);
      });

      test.each(["throw", "wrong"])("is internal where the handler fails: %s", async (ending) => {
        const { client, faults } = await open(form);
        client.send(count(0, 1, ending));
        expect(await take(client, 2)).toEqual([item(0, 0), [4, 0, "internal", "the handler failed"]]);
        expect(faults).toHaveLength(1);
      });

      test("frees the id, and what comes late for it is ignored", async () => {
        const { client } = await open(form);
        client.send(collect(0), item(0, -1));
        expect((await answers(client, 1))[0]?.[2]).toBe("Refused");
        expect(await client.exchange(item(0, 1), [16, 0, 5], [17, 0], [17, 0], [5, 0])).toEqual([]);
        client.send(collect(0), item(0, 9), [17, 0]);
        expect(await client.receive()).toEqual([3, 0, [9]]);
      });

      test("may come while the client still sends", async () => {
        const { client, release } = await open(form);
        await client.exchange([14, 0, form.name("ignore"), input], item(0, 1));
        release();
        expect(await client.receive()).toEqual([3, 0, "done"]);
        expect(await client.exchange(item(0, 2), item(0, 3), [17, 0])).toEqual([]);
      });
    });

    describe("stop", () => {
      test("comes when the handler leaves its loop; what is on its way is discarded, and no end is due", async () => {
        const { client, release } = await open(form);
        client.send([14, 0, form.name("peek"), input], item(0, 1), item(0, 2));
        expect(await client.receive()).toEqual([18, 0]);
        expect(await client.exchange(item(0, 3))).toEqual([]);
        release();
        expect(await client.receive()).toEqual([3, 0, [1]]);
      });

      test("may cross an end", async () => {
        const { client, release } = await open(form);
        client.send([14, 0, form.name("peek"), input], item(0, 1));
        expect(await client.receive()).toEqual([18, 0]);
        expect(await client.exchange([17, 0])).toEqual([]);
        release();
        expect(await client.receive()).toEqual([3, 0, [1]]);
      });
    });

    describe("cancel", () => {
      test("is answered once, and the generator's finally runs", async () => {
        const { client, ends } = await open(form);
        client.send(count(0, 2, "hang"));
        await take(client, 2);
        expect(await client.exchange([5, 0], [5, 0])).toEqual([[4, 0, "cancelled", text]]);
        await eventually("the generator has ended", () => ends.length === 1);
        expect(ends).toEqual(["count: cancelled"]);
      });

      test("ends a handler that reads", async () => {
        const { client, ends } = await open(form);
        expect(await client.exchange(collect(0), item(0, 1))).toEqual([]);
        expect(await client.exchange([5, 0], item(0, 2), [17, 0])).toEqual([[4, 0, "cancelled", text]]);
        await eventually("the handler has ended", () => ends.length === 1);
        expect(ends).toEqual(["collect: cancelled"]);
      });

      test("ends a generator that waits for credit", async () => {
        const served = await serveStreams(rig);
        const client = await greet(await rig.connect(served.port), form, { windowBytes: 1 });
        client.send(count(0, 100));
        expect(await client.receive()).toEqual(item(0, 0));
        expect(await client.exchange([5, 0])).toEqual([[4, 0, "cancelled", text]]);
        await eventually("the generator has ended", () => served.ends.length === 1);
      });

      test("frees the id at once, and nothing of the stream before is seen in the next", async () => {
        const served = await serveStreams(rig);
        const client = await greet(await rig.connect(served.port), form, { windowBytes: 500_000 });
        const blocks = [14, 0, form.name("blocks"), output, form.payload({ count: 50, bytes: 60_000 })];
        client.send(blocks);
        await client.receive();
        client.send([5, 0], count(0, 3));
        await client.until(() => client.frames.some(([kind]) => kind === 3));
        const rest = client.frames.splice(0);
        const cancelled = rest.findIndex(([kind]) => kind === 4);
        expect(rest.slice(cancelled)).toEqual([[4, 0, "cancelled", text], item(0, 0), item(0, 1), item(0, 2), [3, 0]]);
      });
    });

    test.each(["count", "collect", "double"])("the end of the connection ends %s on the server", async (path) => {
      const { client, ends, port } = await open(form);
      const second = await rig.open(port, { fingerprint: form.fingerprint });
      const start = path === "count" ? count(0, 1, "hang") : path === "collect" ? collect(0) : double(0);
      const frames = path === "count" ? [start] : [start, item(0, 1)];
      for (const one of [client, second]) {
        await one.exchange(...frames);
      }
      client.vanish();
      await second.close();
      await eventually("both have ended", () => ends.length === 2);
      expect(ends).toEqual([`${path}: connection_lost`, `${path}: connection_lost`]);
    });
  });

  test("items of a client are in the encoding of the frame that began the stream, whatever the connection's", async () => {
    const [, positional] = forms as [Form, Form];
    const { client } = await open(positional);
    client.send([14, 0, "double", both], [15, 0, { n: 4 }]);
    expect(await client.receive()).toEqual([15, 0, [8]]);
    client.send([14, 1, positional.name("double"), both], [15, 1, [5]], [15, 0, [1]]);
    expect(await take(client, 2)).toContainEqual([15, 1, [10]]);
    await client.exchange([5, 0], [5, 1]);
  });

  test("a stream and its items may ride behind hello", async () => {
    const { port } = await serveStreams(rig);
    const client = await rig.connect(port);
    client.send([0, maps.fingerprint], [14, 0, "collect", input], [15, 0, { n: 4 }], [17, 0]);
    expect((await client.receive())[0]).toBe(1);
    expect(await client.receive()).toEqual([3, 0, [4]]);
  });

  describe("the form of frames", () => {
    test("elements beyond those of the table are ignored", async () => {
      const { client } = await open(maps);
      const more = [null, "more", 5];
      client.send(
        [14, 0, "collect", input, null, null, null, null, ...more],
        [15, 0, { n: 4 }, ...more],
        [17, 0, ...more],
      );
      expect(await client.receive()).toEqual([3, 0, [4]]);
      client.send([14, 0, "count", output, { to: 1, ending: "hang" }], [16, 0, 5, ...more]);
      expect(await client.receive()).toEqual([15, 0, { n: 0 }]);
      expect(await settle(client, [19, 1, null, ...more])).toEqual([[3, 1]]);
      await client.exchange([5, 0]);
    });

    test("a number may have any of msgpack's formats", async () => {
      const served = await serveStreams(rig);
      const formats = ["14", "cc14", "cd0014", "ce00000014", "cf0000000000000014", "d014", "d10014", "d200000014"];
      for (const number of [...formats, "d30000000000000014", "ca41a00000", "cb4034000000000000"]) {
        const client = await rig.connect(served.port);
        // windowBytes, and timeoutMs.
        client.socket.send(Buffer.from(`9500a0c0c0${number}`, "hex"));
        expect((await client.receive())[0], number).toBe(1);
        client.send([14, 0, "blocks", output, { count: served.moved.items + 4, bytes: 15 }]);
        // Each item takes 20 bytes.
        expect(await settle(client), number).toHaveLength(1);
        client.socket.send(Buffer.from(`931000${number}`, "hex"));
        expect(await settle(client), number).toHaveLength(1);
        client.socket.send(Buffer.from(`960e01a5636f756e7402c0${number}`, "hex"));
        expect((await client.receive())[2], number).toBe("invalid_input");
        await client.exchange([5, 0]);
      }
    });

    test.each(["02", "cc02", "d002", "ce00000002", "cf0000000000000002", "cb4000000000000000"])(
      "also that of what streams: %s",
      async (streams) => {
        const { client } = await open(maps);
        const frame = Buffer.from(`950e00a5636f756e74${streams}82a2746f00a6656e64696e67a0`, "hex");
        client.socket.send(frame);
        expect(await client.receive()).toEqual([3, 0]);
      },
    );
  });

  describe("which payloads stream", () => {
    test("is said by the frame, and incompatible where the schema says otherwise", async () => {
      const { client } = await open(maps);
      const right = { add: undefined, count: output, collect: input, double: both };
      for (const [path, streams] of Object.entries(right)) {
        for (const wrong of [undefined, null, 0, 1, 2, 3, 4, 1.5, "input", true]) {
          if (wrong === streams && wrong !== undefined) continue;
          expect(await client.exchange([14, 0, path, wrong]), `${path} ${wrong}`).toEqual([
            [4, 0, "incompatible", text],
          ]);
        }
        expect(await client.exchange([14, 0, path])).toEqual([[4, 0, "incompatible", text]]);
      }
    });

    test("a call to a procedure that streams is incompatible", async () => {
      const { client } = await open(maps);
      for (const path of ["count", "collect", "double"]) {
        expect(await client.exchange([2, 0, path, { to: 1, ending: "end" }])).toEqual([[4, 0, "incompatible", text]]);
      }
    });

    test("a procedure that does not exist is unknown_procedure", async () => {
      const { client } = await open(maps);
      expect(await client.exchange([14, 0, "nope", output], [14, 1, 2, output])).toEqual([
        [4, 0, "unknown_procedure", text],
        [4, 1, "unknown_procedure", text],
      ]);
    });

    test("the single input of a stream is validated like any other", async () => {
      const { client } = await open(maps);
      expect(await client.exchange([14, 0, "count", output, { to: "many", ending: "" }])).toEqual([
        [4, 0, "invalid_input", text, { issues: [{ path: ["to"], message: text, code: text }] }],
      ]);
    });
  });

  describe("ids", () => {
    test("calls, streams and auth have one space of them; one in use ends the connection with 4400", async () => {
      const { port } = await serveStreams(rig);
      for (const frame of [
        [2, 0, "add", { a: 1, b: 2 }],
        [14, 0, "collect", input],
        [19, 0],
      ]) {
        const client = await rig.open(port);
        client.send([14, 0, "collect", input], frame);
        expect((await client.closed).code).toBe(4400);
        expect(client.frames).toEqual([]);
      }
    });
  });

  describe("breaches of the protocol that end the connection with 4400", () => {
    const item = [15, 0, { n: 1 }];
    const collect = [14, 0, "collect", input];
    const count = [14, 0, "count", output, { to: 1, ending: "hang" }];
    test.each([
      [
        "an item after the end",
        [
          [14, 0, "hold", input],
          [17, 0],
          [15, 0, Buffer.of(1)],
        ],
      ],
      [
        "an end after the end",
        [
          [14, 0, "hold", input],
          [17, 0],
          [17, 0],
        ],
      ],
      ["an item for a call whose input is no stream", [count, item]],
      ["an end for a call whose input is no stream", [count, [17, 0]]],
      ["credit for a call whose output is no stream", [collect, [16, 0, 5]]],
      ["credit of 0", [count, [16, 0, 0]]],
      ["credit below 0", [count, [16, 0, -1]]],
      ["credit that is no whole number", [count, [16, 0, 1.5]]],
      ["credit without bytes", [count, [16, 0]]],
    ])("%s", async (_what, frames) => {
      const { client, server } = await open(maps);
      client.send(...frames);
      expect((await client.closed).code).toBe(4400);
      await eventually("nobody is left", () => server.connectionCount === 0);
    });
  });

  describe("credit of the server", () => {
    test.each([1, 100, 1_000, 100_000, 262_144])(
      "it sends what a window of %j bytes allows, and one item beyond at most",
      async (windowBytes) => {
        const served = await serveStreams(rig);
        const client = await greet(await rig.connect(served.port), maps, { windowBytes });
        client.send([14, 0, "blocks", output, { count: 2_000, bytes: 1_000 }]);
        const itemBytes = encodeFrames([[15, 0, new Uint8Array(1_000)]]).length;
        const expected = Math.ceil(windowBytes / itemBytes);
        await client.until(() => client.frames.length >= expected);
        await pause(50);
        expect(await client.exchange()).toHaveLength(expected);
        // The handler was not asked for what could not leave.
        expect(served.moved.items).toBeLessThanOrEqual(expected + 1);
        // What was overdrawn is paid back before the next.
        const owed = expected * itemBytes - windowBytes;
        if (owed > 0) expect(await settle(client, [16, 0, owed])).toEqual([]);
        expect(await settle(client, [16, 0, 1])).toHaveLength(1);
        expect(await settle(client, [16, 0, itemBytes - 1])).toEqual([]);
        expect(await settle(client, [16, 0, 1])).toHaveLength(1);
        client.send([16, 0, 3 * itemBytes], [5, 0]);
        await client.until(() => client.frames.some(([kind]) => kind === 4));
      },
    );

    test("it is 262,144 bytes where hello says nothing", async () => {
      const { client } = await open(maps);
      client.send([14, 0, "blocks", output, { count: 2_000, bytes: 10_000 }]);
      const itemBytes = encodeFrames([[15, 0, new Uint8Array(10_000)]]).length;
      const expected = Math.ceil(262_144 / itemBytes);
      await client.until(() => client.frames.length >= expected);
      expect(await settle(client)).toHaveLength(expected);
      client.send([5, 0]);
    });

    test("one item may be as large as it likes", async () => {
      const served = await serveStreams(rig);
      const client = await greet(await rig.connect(served.port), maps, { windowBytes: 1 });
      client.send([14, 0, "blocks", output, { count: 2, bytes: 2_000_000 }]);
      expect((await client.receive())[2]).toHaveLength(2_000_000);
      expect(await settle(client)).toEqual([]);
      client.send([16, 0, 2_000_100]);
      expect((await client.receive())[2]).toHaveLength(2_000_000);
      // Whether there is another item is not asked before it could leave.
      client.send([16, 0, 2_000_100]);
      expect(await client.receive()).toEqual([3, 0]);
    });

    test("each stream has its own, and may be granted before its handler has begun", async () => {
      const served = await serveStreams(rig);
      const client = await greet(await rig.connect(served.port), maps, { windowBytes: 1 });
      const count = (id: number) => [14, id, "count", output, { to: 3, ending: "end" }];
      client.send(count(0), [16, 0, 1_000], count(1));
      await client.until(() => client.frames.length >= 5);
      expect((await settle(client)).map(([kind, id]) => `${kind} ${id}`).sort()).toEqual([
        "15 0",
        "15 0",
        "15 0",
        "15 1",
        "3 0",
      ]);
      client.send([5, 1]);
    });

    test("a stream that has no credit holds up nothing else", async () => {
      const served = await serveStreams(rig);
      const client = await greet(await rig.connect(served.port), maps, { windowBytes: 1 });
      client.send([14, 0, "count", output, { to: 100, ending: "end" }]);
      await client.receive();
      expect(await client.exchange([2, 1, "add", { a: 1, b: 2 }])).toEqual([[3, 1, 3]]);
      client.send([5, 0]);
    });
  });

  describe("credit of the client", () => {
    const limits = { streamWindowBytes: 10_000 };
    const block = (bytes: number) => [15, 0, Buffer.alloc(bytes)];
    const hold = [14, 0, "hold", input];
    const overhead = encodeFrames([block(1_000)]).length - 1_000;

    test("it is that of the welcome, and nothing is granted as long as nobody reads", async () => {
      const { client, moved } = await open(maps, { limits });
      const blocks = Array.from({ length: 10 }, () => block(1_000 - overhead));
      expect(await settle(client, hold, ...blocks)).toEqual([]);
      expect(moved.items).toBe(0);
      client.send(block(0));
      expect((await client.closed).code).toBe(4400);
    });

    test("the last item may be larger than what is left", async () => {
      const { client } = await open(maps, { limits });
      expect(await settle(client, hold, block(9_999 - overhead), block(500_000))).toEqual([]);
      client.send(block(0));
      expect((await client.closed).code).toBe(4400);
    });

    test("it grows by all that is read, in grants above 0, and ends with the stream", async () => {
      const { client, release } = await open(maps, { limits });
      await client.exchange(hold, block(30_000));
      release();
      let grantedBytes = 0;
      const [kind, id, bytes] = await client.receive();
      expect([kind, id]).toEqual([16, 0]);
      grantedBytes += bytes as number;
      expect(grantedBytes).toBe(encodeFrames([block(30_000)]).length);
      const sentCount = 25;
      for (let count = 0; count < sentCount; count++) {
        client.send(block(4_000));
        grantedBytes -= encodeFrames([block(4_000)]).length;
        for (const frame of await settle(client)) {
          expect(frame.slice(0, 2)).toEqual([16, 0]);
          expect(frame[2]).toBeGreaterThan(0);
          grantedBytes += frame[2] as number;
        }
        // A reader that has read all leaves its client at least half of the window.
        expect(grantedBytes).toBeGreaterThan(-5_000);
      }
      client.send([17, 0]);
      expect(await client.receive()).toEqual([3, 0, 30_000 + sentCount * 4_000]);
    });

    test("who spends it is not refused, however long it takes", async () => {
      const { client } = await open(maps, { limits: { streamWindowBytes: 100 } });
      client.send([14, 0, "collect", input]);
      let creditBytes = 100;
      const size = encodeFrames([[15, 0, { n: 1 }]]).length;
      for (let sent = 0; sent < 500; sent++) {
        if (creditBytes <= 0) {
          const [kind, , bytes] = await client.receive();
          expect(kind).toBe(16);
          creditBytes += bytes as number;
        }
        client.send([15, 0, { n: 1 }]);
        creditBytes -= size;
      }
      client.send([17, 0]);
      await client.until(() => client.frames.some(([kind]) => kind === 3));
      expect(client.frames.at(-1)).toEqual([3, 0, Array.from({ length: 500 }, () => 1)]);
    });

    test("each stream has its own", async () => {
      const { client } = await open(maps, { limits });
      const items = [0, 1, 2].map((id) => [15, id, Buffer.alloc(20_000)]);
      const streams = [0, 1, 2].map((id) => [14, id, "hold", input]);
      expect(await settle(client, ...streams, ...items)).toEqual([]);
      expect(await client.exchange([5, 0], [5, 1], [5, 2])).toHaveLength(3);
    });
  });

  test("what a stream's items wait for holds up no answer", async () => {
    const { client } = await open(maps);
    // Credit for more than any socket's buffers hold.
    client.send([14, 0, "blocks", output, { count: 4_000, bytes: 10_000 }], [16, 0, 40_000_000]);
    await client.receive();
    client.send([2, 1, "add", { a: 1, b: 2 }]);
    await client.until(() => client.frames.some(([kind, id]) => kind === 3 && id === 1));
    const answeredAfter = client.frames.findIndex(([kind, id]) => kind === 3 && id === 1);
    expect(answeredAfter).toBeLessThan(3_000);
    client.send([5, 0]);
    await client.until(() => client.frames.some(([kind]) => kind === 4));
  });

  describe("limits", () => {
    test("maxStreams: one more is answered with limit_exceeded, until another has ended; calls do not count", async () => {
      const { client } = await open(maps, { limits: { maxStreams: 2, maxCallsInFlight: 1 } });
      const collect = (id: number) => [14, id, "collect", input];
      const exceeded = [4, 2, "limit_exceeded", text, { limit: "maxStreams", max: 2 }];
      expect(await client.exchange(collect(0), collect(1), collect(2), [2, 3, "add", { a: 1, b: 2 }])).toEqual([
        exceeded,
        [3, 3, 3],
      ]);
      client.send([17, 1]);
      expect(await client.receive()).toEqual([3, 1, []]);
      expect(await settle(client, collect(2))).toEqual([]);
      expect(await client.exchange(collect(1))).toEqual([[4, 1, ...exceeded.slice(2)]]);
      await client.exchange([5, 0], [5, 2]);
    });

    test("maxFrameBytes: a larger item ends its call with limit_exceeded", async () => {
      const { client } = await open(maps, { limits: { maxFrameBytes: 1_000 } });
      const exceeded = [4, 0, "limit_exceeded", text, { limit: "maxFrameBytes", max: 1_000 }];
      expect(await client.exchange([14, 0, "hold", input], [15, 0, Buffer.alloc(1_000)])).toEqual([exceeded]);
      expect(await client.exchange([14, 0, "x".repeat(1_000), input])).toEqual([exceeded]);
    });
  });
});

async function take(client: RawClient, count: number): Promise<unknown[][]> {
  await client.until(() => client.frames.length >= count);
  return client.frames.splice(0, count);
}

/** Results and errors; a handler that fails leaves its loop, which may tell the client to stop before. */
async function answers(client: RawClient, count: number): Promise<unknown[][]> {
  const found: unknown[][] = [];
  while (found.length < count) {
    const frame = await client.receive();
    if (frame[0] !== 18) found.push(frame);
  }
  return found;
}

async function greet(client: RawClient, form: Form, { windowBytes }: { windowBytes: number }): Promise<RawClient> {
  expect((await client.hello(form.fingerprint, null, null, windowBytes))[0]).toBe(1);
  return client;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
