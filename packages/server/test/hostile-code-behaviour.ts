import { defineSchema, HawserError, kinds, procedure, topic } from "@hawser/core";
import {
  type Call,
  createServer,
  type Implementation,
  type Server,
  type ServerFault,
  type Transport,
} from "@hawser/server";
import { afterEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { TestPeer } from "./test-peer.js";

const schema = defineSchema({
  name: "hostile",
  auth: z.record(z.string(), z.number()),
  procedures: {
    run: procedure({
      input: z.string(),
      output: z.any(),
      errors: { First: z.object({}), Second: z.object({}) },
    }),
    checked: procedure({
      input: z.string().refine((text) => {
        throw new HawserError(text, "a secret", { data: { password: 1 } });
      }),
    }),
    list: procedure({ input: z.array(z.object({ a: z.string() })) }),
    hang: procedure({ input: z.string().optional() }),
  },
  topics: {
    watched: topic({
      params: z.string().refine(() => {
        throw Object.assign(new TypeError("down"), { code: "ECONNREFUSED" });
      }),
      event: z.string(),
    }),
    slow: topic({ event: z.string() }),
  },
});

type Implemented = Implementation<typeof schema, unknown>;

/** What peers and user code can do at their worst must not end the process, nor leave a call without its one answer. */
export function hostileCodeBehaviour(name: string, createTransport: () => Promise<Transport>): void {
  describe(`hostile peers and user code on ${name}`, () => {
    let server: Server<typeof schema>;
    let url: string;
    let peer: TestPeer;
    let faults: ServerFault[];
    let running: number;

    afterEach(async () => {
      peer.close();
      await peer.closed;
      await server.close({ graceMs: 0 });
    });

    async function start(overrides: Partial<Implemented> = {}): Promise<void> {
      faults = [];
      running = 0;
      server = createServer(schema, {
        authenticate: () => undefined,
        onError: (fault) => faults.push(fault),
        procedures: { run: (way, call) => ways[way]?.(call), checked: () => {}, list: () => {}, hang },
        topics: { slow: { authorize: () => hang().then(() => true) } },
        ...overrides,
      });
      const { port } = await server.listen({ port: 0, host: "127.0.0.1", transport: await createTransport() });
      url = `ws://127.0.0.1:${port}/`;
      peer = await TestPeer.open(url, {});
    }

    function hang(): Promise<void> {
      running += 1;
      return new Promise(() => {});
    }

    type RunCall = Call<unknown, NonNullable<typeof schema.procedures.run.errors>>;
    const ways: Record<string, (call: RunCall) => unknown> = {
      "throwing getter": () => ({
        // biome-ignore lint/suspicious/noThenProperty: a handler may return one
        get then() {
          throw new Error("no");
        },
      }),
      "throwing thenable": () => ({
        // biome-ignore lint/suspicious/noThenProperty: a handler may return one
        then() {
          throw new Error("no");
        },
      }),
      "thenable that calls back twice": () => ({
        // biome-ignore lint/suspicious/noThenProperty: a handler may return one
        then(resolve: (value: number) => void) {
          resolve(1);
          resolve(2);
        },
      }),
      "two errors, the first thrown": (call) => {
        const [first] = [call.error("First", {}), call.error("Second", {})];
        throw first;
      },
      function: () => () => {},
    };

    test.each([
      ["throwing getter", { code: "internal" }],
      ["throwing thenable", { code: "internal" }],
      ["thenable that calls back twice", { output: 1 }],
      ["two errors, the first thrown", { code: "First" }],
      ["function", { code: "internal" }],
    ])("a handler's answer that is a %s gets one answer", async (way, outcome) => {
      await start();
      expect(await peer.call("run", way)).toMatchObject(outcome);
      expect(await peer.call("run", "nothing")).toEqual({ output: undefined });
      expect(peer.frames).toEqual([]);
    });

    test("an onError that throws changes nothing for the caller", async () => {
      const printed = vi.spyOn(console, "error").mockImplementation(() => {});
      await start({
        onError: () => {
          throw new Error("the log is full");
        },
      });
      expect(await peer.call("run", "throwing getter")).toMatchObject({ code: "internal" });
      expect((await peer.subscribe("watched", "x")).frame[2]).toBe("internal");
      expect(printed).toHaveBeenCalledTimes(4);
      printed.mockRestore();
    });

    test("what a check of the user's throws stays on the server", async () => {
      await start();
      const internal = { code: "internal", message: "the handler failed", data: undefined };
      expect(await peer.call("checked", "Leak")).toEqual(internal);
      expect((await peer.subscribe("watched", "x")).frame.slice(2)).toEqual([
        "internal",
        "the server could not decide over the subscription",
      ]);
      expect(faults.map(({ during }) => during)).toEqual(["call", "authorize"]);
    });

    test("cancelling makes no room for calls whose handlers still run", async () => {
      await start({ limits: { maxCallsInFlight: 4, maxSubscriptions: 4 } });
      const frames = Array.from({ length: 500 }, (_, id) => [
        [kinds.call, id, "hang"],
        [kinds.cancel, id],
        [kinds.subscribe, id, "slow"],
        [kinds.unsubscribe, id],
      ]).flat();
      peer.send(...frames);
      await peer.frame(([kind, id]) => kind === kinds.error && id === 499);
      expect(running).toBe(8);
    });

    test("a close reason fits a close frame, whatever a peer put into it", async () => {
      await start();
      const long = "é".repeat(500);
      peer.send([long, 1]);
      const { code, reason } = await peer.closed;
      expect([code, Buffer.byteLength(reason)]).toEqual([4400, 122]);
      const stranger = await TestPeer.connect(url);
      stranger.send([kinds.hello, "", new Map([[long, "x"]])]);
      expect((await stranger.closed).code).toBe(4401);
    });

    test("a million things wrong with an input are a short answer", async () => {
      await start();
      const { code, data } = await peer.call("list", new Array(50_000).fill(null));
      expect(code).toBe("invalid_input");
      expect((data as { issues: unknown[] }).issues).toHaveLength(20);
    });

    test("a frame behind hello is measured by itself", async () => {
      await start({ authenticate: async () => undefined, limits: { maxFrameBytes: 200 } });
      const padding = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`key${i}`, i]));
      const fresh = await TestPeer.connect(url);
      fresh.send([kinds.hello, "", padding], [kinds.call, 0, "run", "x".repeat(80)]);
      expect(await fresh.outcome(0)).toEqual({ output: undefined });
      fresh.close();
      await fresh.closed;
    });

    test("the signal says that the server closed", async () => {
      let reason: unknown;
      const { promise, resolve } = deferred();
      await start({
        procedures: {
          run: () => undefined,
          checked: () => {},
          list: () => {},
          hang: async (_, { signal }) => {
            signal.addEventListener("abort", () => {
              reason = signal.reason;
              resolve();
            });
            await promise;
          },
        },
      });
      peer.start("hang");
      await peer.call("run", "nothing");
      await server.close({ graceMs: 0 });
      await promise;
      expect((reason as HawserError).code).toBe("closed");
    });
  });
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
