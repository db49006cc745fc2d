import { once } from "node:events";
import { defineSchema, HawserError, kinds, procedure, topic } from "@hawser/core";
import { createServer, type Implementation, type Server, type ServerFault, type Transport } from "@hawser/server";
import { afterEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { TestPeer } from "./test-peer.js";

const schema = defineSchema({
  name: "behaviour",
  auth: z.object({ user: z.string() }),
  procedures: {
    add: procedure({ input: z.object({ a: z.number(), b: z.number() }), output: z.number() }),
    user: {
      get: procedure({
        input: z.object({ id: z.string().trim().default("nobody") }),
        output: z.object({ id: z.string(), joined: z.date().optional() }),
        errors: { NotFound: z.object({ id: z.string() }) },
      }),
    },
    slow: procedure({ output: z.string() }),
    nothing: procedure({}),
    upper: procedure({ input: z.string().transform((text) => text.toUpperCase()), output: z.string() }),
    even: procedure({ input: z.number().refine(async (n) => n % 2 === 0, "odd"), output: z.number() }),
  },
  topics: {
    news: topic({ event: z.object({ title: z.string() }) }),
    room: { said: topic({ params: z.object({ room: z.string() }), event: z.string() }) },
  },
});

interface Context {
  user: string;
}

/** What every server does, whatever carries its bytes. */
export function serverBehaviour(name: string, createTransport: () => Promise<Transport>): void {
  describe(`server on ${name}`, () => {
    let server: Server<typeof schema> | undefined;
    let url = "";
    const faults: ServerFault[] = [];
    const peers: TestPeer[] = [];

    async function start(
      overrides: Partial<Implementation<typeof schema, Context>> = {},
    ): Promise<Server<typeof schema>> {
      server = createServer(schema, {
        authenticate: ({ auth }): Context => auth,
        onError: (fault) => faults.push(fault),
        ...overrides,
        procedures: { ...handlers, ...overrides.procedures },
      });
      const { port } = await server.listen({ port: 0, host: "127.0.0.1", transport: await createTransport() });
      url = `ws://127.0.0.1:${port}/`;
      return server;
    }

    async function open(user = "ada"): Promise<TestPeer> {
      const peer = await TestPeer.open(url, { user });
      peers.push(peer);
      return peer;
    }

    afterEach(async () => {
      for (const peer of peers.splice(0)) {
        peer.close();
        await peer.closed;
      }
      await vi.waitFor(() => expect(server?.connectionCount).toBe(0));
      await server?.close();
      server = undefined;
      faults.length = 0;
    });

    const handlers: Implementation<typeof schema, Context>["procedures"] = {
      add: ({ a, b }) => a + b,
      user: {
        get: async ({ id }, call) => {
          if (id === "missing") throw call.error("NotFound", { id });
          if (id === "secret") throw call.forbidden();
          if (id === "bug") throw new Error("password is hunter2");
          if (id === "foreign") throw new HawserError("forbidden", "from another service");
          // A row as a database gives it: more than the schema declares.
          const row = { id, joined: new Date(0), passwordHash: "x" };
          return row;
        },
      },
      slow: (_input, call) =>
        new Promise((resolve) => {
          call.signal.addEventListener("abort", () => resolve(String((call.signal.reason as HawserError).code)));
        }),
      nothing: () => {},
      upper: (text) => text,
      even: (n) => n,
    };

    test("answers a sync and an async handler", async () => {
      await start();
      const peer = await open();
      expect(await peer.call("add", { a: 1, b: 2 })).toEqual({ output: 3 });
      expect(await peer.call("user.get", { id: " ada " })).toEqual({ output: { id: "ada", joined: new Date(0) } });
      expect(await peer.call("nothing")).toEqual({ output: undefined });
    });

    test("validates input with zod, transforms, defaults and async checks included", async () => {
      await start();
      const peer = await open();
      expect(await peer.call("upper", "loud")).toEqual({ output: "LOUD" });
      expect(await peer.call("user.get", {})).toMatchObject({ output: { id: "nobody" } });
      expect(await peer.call("even", 4)).toEqual({ output: 4 });
      expect(await peer.call("even", 3)).toMatchObject({
        code: "invalid_input",
        data: { issues: [{ path: [], message: "odd" }] },
      });
      const refused = await peer.call("add", { a: "1", b: 2 });
      expect(refused).toMatchObject({
        code: "invalid_input",
        data: { issues: [{ path: ["a"], code: "invalid_type" }] },
      });
      expect(faults).toEqual([]);
    });

    test("leaks nothing that the schema does not declare", async () => {
      await start();
      const peer = await open();
      const { output } = await peer.call("user.get", { id: "ada" });
      expect(Object.keys(output as object).sort()).toEqual(["id", "joined"]);
    });

    test("an answer that breaks the schema is the server's fault", async () => {
      await start({ procedures: { ...handlers, add: () => "three" as unknown as number } });
      const peer = await open();
      expect(await peer.call("add", { a: 1, b: 2 })).toEqual({
        code: "internal",
        message: "the handler failed",
        data: undefined,
      });
      expect(faults).toMatchObject([{ during: "call", path: "add" }]);
      expect(faults.map(({ cause }) => String(cause))).toEqual([
        "Error: add returned what its schema does not declare",
      ]);
    });

    test("a declared error arrives with its data, any other error as internal", async () => {
      await start();
      const peer = await open();
      expect(await peer.call("user.get", { id: "missing" })).toEqual({
        code: "NotFound",
        message: "NotFound",
        data: { id: "missing" },
      });
      expect(await peer.call("user.get", { id: "secret" })).toMatchObject({ code: "forbidden" });
      expect(faults).toEqual([]);
      for (const id of ["bug", "foreign"]) {
        expect(await peer.call("user.get", { id })).toEqual({
          code: "internal",
          message: "the handler failed",
          data: undefined,
        });
      }
      expect(faults.map(({ cause }) => (cause as Error).message)).toEqual([
        "password is hunter2",
        "forbidden: from another service",
      ]);
      expect(faults[0]).toMatchObject({ during: "call", path: "user.get", session: expect.stringMatching(/^.{21}$/) });
    });

    test("the signal aborts when the caller cancels, and the call is answered once", async () => {
      await start();
      const peer = await open();
      const id = peer.start("slow");
      peer.send([kinds.cancel, id]);
      expect(await peer.outcome(id)).toMatchObject({ code: "cancelled" });
      // The handler's own answer came after; a second frame for the id would arrive before this one.
      expect(await peer.call("add", { a: 1, b: 1 })).toEqual({ output: 2 });
      expect(peer.frames).toEqual([]);
    });

    test("the signal aborts when the caller's connection ends", async () => {
      const reasons: unknown[] = [];
      await start({
        procedures: {
          ...handlers,
          slow: async (_input, { signal }) => {
            await once(signal, "abort");
            reasons.push((signal.reason as HawserError).code);
            return "";
          },
        },
      });
      const peer = await open();
      peer.start("slow");
      await peer.call("add", { a: 1, b: 1 });
      peer.socket.terminate();
      await vi.waitFor(() => expect(reasons).toEqual(["connection_lost"]));
    });

    test("handlers see the context that authenticate returned", async () => {
      const seen: string[] = [];
      await start({
        authenticate: async ({ auth, request }) => ({ user: `${auth.user}@${request.headers.host?.split(":")[0]}` }),
        procedures: { ...handlers, nothing: (_input, call) => void seen.push(call.context.user, call.path) },
      });
      await (await open("bob")).call("nothing");
      expect(seen).toEqual(["bob@127.0.0.1", "nothing"]);
    });

    test("a refused hello closes with 4401, a failing authenticate with 4500", async () => {
      await start({
        authenticate: ({ auth }) => {
          if (auth.user === "mallory") throw new HawserError("unauthenticated", "unknown user");
          throw new Error("the database is down");
        },
      });
      const cases = [
        { auth: { user: "mallory" }, code: 4401, reason: "unknown user" },
        { auth: { user: 5 }, code: 4401, reason: "user: Invalid input: expected string, received number" },
        { auth: undefined, code: 4401, reason: "Invalid input: expected object, received undefined" },
        { auth: { user: "ada" }, code: 4500, reason: "the server could not decide over the connection" },
      ];
      for (const { auth, ...closed } of cases) {
        const peer = await TestPeer.connect(url);
        peer.send([kinds.hello, "", auth]);
        expect(await peer.closed).toEqual(closed);
      }
      expect(faults).toMatchObject([{ during: "authenticate", cause: new Error("the database is down") }]);
    });

    test("events reach the subscribers of their instance, in the order of publish", async () => {
      const { publish } = await start();
      const [one, two] = [await open(), await open()];
      await one.subscribe("room.said", { room: "a" });
      await two.subscribe("room.said", { room: "b" });
      await two.subscribe("news");
      publish.room.said({ room: "a" }, "first");
      publish.room.said({ room: "b" }, "elsewhere");
      publish.room.said({ room: "a" }, "second");
      publish.news({ title: "all", secret: 1 } as { title: string });
      expect([await one.event(), await one.event()]).toEqual([
        { offset: 1, event: "first" },
        { offset: 2, event: "second" },
      ]);
      expect([await two.event(), await two.event()]).toEqual([
        { offset: 1, event: "elsewhere" },
        { offset: 1, event: { title: "all" } },
      ]);
      expect(() => publish.room.said({ room: "a" }, 5 as unknown as string)).toThrow(/^invalid_input/);
    });

    test("authorize decides over each subscription, also later", async () => {
      let decide: (allowed: boolean) => void = () => {};
      const { publish } = await start({
        topics: {
          room: {
            said: {
              authorize: ({ room }, { context }) => {
                if (room === "broken") throw new Error("no rights database");
                if (room === "later") return new Promise((resolve) => (decide = resolve));
                return context.user === room;
              },
            },
          },
        },
      });
      const peer = await open("ada");
      expect((await peer.subscribe("room.said", { room: "ada" })).frame[0]).toBe(kinds.subscribed);
      expect((await peer.subscribe("room.said", { room: "bob" })).frame.slice(2, 3)).toEqual(["forbidden"]);
      expect((await peer.subscribe("room.said", { room: "broken" })).frame.slice(2)).toEqual([
        "internal",
        "the server could not decide over the subscription",
      ]);
      expect(faults).toMatchObject([{ during: "authorize", path: "room.said" }]);
      const pending = peer.subscribe("room.said", { room: "later" });
      await peer.call("add", { a: 0, b: 0 });
      publish.room.said({ room: "later" }, "too early");
      decide(true);
      await pending;
      publish.room.said({ room: "later" }, "in time");
      expect((await peer.event()).event).toBe("in time");
    });

    test("a session that ends while authenticate or authorize is pending leaves nothing behind", async () => {
      const gates: (() => void)[] = [];
      const gate = (): Promise<void> => new Promise((resolve) => gates.push(resolve));
      await start({
        authenticate: async ({ auth }) => {
          if (auth.user === "slow") await gate();
          return auth;
        },
        topics: { news: { authorize: () => gate().then(() => true) } },
      });
      const slow = await TestPeer.connect(url);
      slow.send([kinds.hello, "", { user: "slow" }], [kinds.call, 0, "add", { a: 1, b: 2 }]);
      const quick = await open();
      void quick.subscribe("news");
      await vi.waitFor(() => expect(gates).toHaveLength(2));
      slow.socket.terminate();
      quick.socket.terminate();
      await vi.waitFor(() => expect(server?.connectionCount).toBe(0));
      for (const release of gates) release();
      expect(faults).toEqual([]);
    });

    test("close lets calls in flight finish, refuses new ones, and says 1001", async () => {
      let finish: (text: string) => void = () => {};
      const running = await start({
        procedures: { ...handlers, slow: () => new Promise<string>((resolve) => (finish = resolve)) },
      });
      const peer = await open();
      const id = peer.start("slow");
      await peer.call("add", { a: 0, b: 0 });
      const closing = running.close({ graceMs: 5_000 });
      const [, graceMs] = await peer.frame(([kind]) => kind === kinds.goingAway);
      // What is left of it when the frame is made.
      expect(graceMs).toBeGreaterThan(4_500);
      expect(graceMs).toBeLessThanOrEqual(5_000);
      const [, pingId] = await peer.frame(([kind]) => kind === kinds.ping);
      peer.send([kinds.pong, pingId]);
      expect(await peer.call("add", { a: 0, b: 0 })).toMatchObject({ code: "unavailable" });
      finish("done");
      expect(await peer.outcome(id)).toEqual({ output: "done" });
      expect(await peer.closed).toEqual({ code: 1001, reason: "the server is going away" });
      await closing;
      await expect(TestPeer.connect(url)).rejects.toThrow();
    });

    test("close gives up on calls that never finish", async () => {
      const running = await start();
      const peer = await open();
      peer.start("slow");
      await peer.call("add", { a: 0, b: 0 });
      await running.close({ graceMs: 50 });
      expect((await peer.closed).code).toBe(1001);
    });

    test("two servers share a transport, each on its path", async () => {
      const transport = await createTransport();
      const make = (path: string, user: string) =>
        createServer(schema, {
          authenticate: () => ({ user }),
          procedures: { ...handlers, slow: (_, c) => c.context.user },
          path,
        });
      const servers = [make("/one", "first"), make("/two", "second")];
      for (const server of servers) server.attach(transport);
      const { port } = await transport.listen({ port: 0, host: "127.0.0.1" });
      for (const [path, output] of [
        ["one", "first"],
        ["two", "second"],
      ]) {
        const peer = await TestPeer.open(`ws://127.0.0.1:${port}/${path}`, { user: "x" });
        expect(await peer.call("slow")).toEqual({ output });
        peer.close();
        await peer.closed;
      }
      for (const server of servers) await server.close();
      await transport.close();
      await start();
    });

    test("a port in use is an error that says what to do", async () => {
      await start();
      const other = createServer(schema, { authenticate: ({ auth }) => auth, procedures: handlers });
      const port = Number(new URL(url).port);
      await expect(other.listen({ port, host: "127.0.0.1", transport: await createTransport() })).rejects.toThrow(
        new RegExp(`port ${port} .*in use`),
      );
      await other.close();
    });

    test("a server listens once, and not after it was closed", async () => {
      const running = await start();
      await expect(running.listen({ port: 0, host: "127.0.0.1" })).rejects.toThrow("listens already");
      await running.close();
      await expect(running.listen({ port: 0, host: "127.0.0.1" })).rejects.toThrow("was closed");
    });

    test("compression changes nothing but the bytes", async () => {
      await start({ compression: true });
      const peer = await TestPeer.open(url, { user: "ada" }, { perMessageDeflate: true });
      peers.push(peer);
      expect(peer.socket.extensions).toContain("permessage-deflate");
      const text = "a".repeat(50_000);
      expect(await peer.call("upper", text)).toEqual({ output: text.toUpperCase() });
    });
  });
}
