import { closeCodes, kinds, Raw } from "@hawser/core";
import { describe, expect, test } from "vitest";
import { settled } from "../test/fake-clock.js";
import { hello, ping, schema } from "../test/fixtures.js";
import { connect, connectAndOpen, failureOf, outcome, proveNothingIsLeft } from "../test/harness.js";
import { call } from "./make-call.js";

proveNothingIsLeft();

/** Tokens with a number that rises. */
function tokens(): () => Promise<{ token: string }> {
  let count = 0;
  return async () => {
    count += 1;
    return { token: `t${count}` };
  };
}

const wire = (token: string) => new Map([["token", token]]);

describe("refreshAuth()", () => {
  test("presents another value on the open session, which goes on", async () => {
    const { connection, socket } = await connectAndOpen({ auth: tokens() });
    const made = call(connection, ping, undefined);
    const refresh = connection.refreshAuth();
    await settled();
    // Self-describing, as in hello; one space of ids with calls.
    expect(socket.take()).toEqual([
      [kinds.call, 0, 1],
      [kinds.auth, 1, wire("t2")],
    ]);
    await socket.receive([kinds.result, 1], [kinds.result, 0]);
    await Promise.all([refresh, made]);
  });

  test("fails where the answer is malformed, as a call does", async () => {
    const { connection, socket } = await connectAndOpen({ auth: tokens() });
    const refresh = failureOf(connection.refreshAuth());
    await settled();
    // A date that is none.
    const data = new Raw(Uint8Array.of(0xc7, 2, 77, 0x91, 0x01));
    await socket.receive([kinds.error, 0, "unauthenticated", "who are you", data as never]);
    expect(await Promise.race([refresh, settled().then(() => "pending")])).toMatchObject({ code: "protocol" });
  });

  test("is refused: the call says so, the session goes on", async () => {
    const { connection, socket } = await connectAndOpen({ auth: tokens() });
    const refresh = failureOf(connection.refreshAuth());
    await settled();
    await socket.receive([kinds.error, 0, "unauthenticated", "who are you"]);
    expect(await refresh).toMatchObject({ code: "unauthenticated", detail: "who are you" });
    expect(connection.status.state).toBe("open");
  });

  test("is not waited for longer than a call, and its id stays taken", async () => {
    const { connection, socket, clock } = await connectAndOpen({ auth: tokens(), timeoutMs: 2_000 });
    const refresh = failureOf(connection.refreshAuth());
    await settled();
    await clock.advance(2_000);
    expect(await refresh).toMatchObject({ code: "timeout" });
    socket.take();
    const made = call(connection, ping, undefined);
    await settled();
    expect(socket.take()).toEqual([[kinds.call, 1, 1]]);
    await socket.receive([kinds.result, 0], [kinds.result, 1]);
    await made;
  });

  test("fails where the option fails", async () => {
    let works = true;
    const auth = () => {
      if (!works) throw new Error("signed out");
      return "t";
    };
    const { connection, socket } = await connectAndOpen({ auth });
    works = false;
    expect(await outcome(connection.refreshAuth())).toBe("unauthenticated: the option auth failed: signed out");
    await settled();
    expect(socket.sent).toEqual([]);
  });

  test("without a session it is the next hello's business", async () => {
    const harness = await connectAndOpen({ auth: tokens() });
    await harness.socket.end(1006);
    let refreshed = false;
    const refresh = harness.connection.refreshAuth().then(() => {
      refreshed = true;
    });
    await harness.clock.advance(250);
    await harness.socket.open();
    expect(harness.socket.take()).toEqual([hello(wire("t2"))]);
    expect(refreshed).toBe(false);
    await harness.socket.welcome();
    await refresh;
    await settled();
    expect(harness.socket.take()).toEqual([]);
  });

  test("a hello that was made before does not count", async () => {
    const harness = await connect({ auth: tokens() });
    const refresh = harness.connection.refreshAuth();
    await harness.socket.open();
    await harness.socket.welcome();
    expect(harness.socket.take()).toEqual([hello(wire("t1")), [kinds.auth, 0, wire("t2")]]);
    await harness.socket.receive([kinds.result, 0]);
    await refresh;
  });

  test("lost with its session, it is made good by the next hello", async () => {
    const harness = await connectAndOpen({ auth: tokens() });
    const refresh = harness.connection.refreshAuth();
    await settled();
    await harness.socket.end(1006);
    await harness.clock.advance(250);
    await harness.socket.open();
    await harness.socket.welcome();
    await refresh;
    expect(harness.socket.take()).toEqual([hello(wire("t3"))]);
  });

  test.each([
    ["in flight", true],
    ["waiting for a session", false],
  ])("fails with close(), %s, and after it", async (_name, open) => {
    const harness = open ? await connectAndOpen({ auth: tokens() }) : await connect({ auth: tokens() });
    const refresh = failureOf(harness.connection.refreshAuth());
    await settled();
    await harness.connection.close();
    expect(await refresh).toMatchObject({ code: "closed" });
    expect(await failureOf(harness.connection.refreshAuth())).toMatchObject({ code: "closed" });
  });

  test("reaches a session that is being left, too", async () => {
    const harness = await connectAndOpen({ auth: tokens() });
    const made = call(harness.connection, ping, undefined);
    await settled();
    await harness.socket.receive([kinds.goingAway, 1_000]);
    const [first] = harness.sockets;
    await harness.socket.open();
    await harness.socket.welcome();
    first?.take();
    harness.socket.take();
    const refresh = harness.connection.refreshAuth();
    await settled();
    expect(first?.take()).toEqual([[kinds.auth, 1, expect.anything()]]);
    expect(harness.socket.take()).toEqual([[kinds.auth, 0, expect.anything()]]);
    await first?.receive([kinds.result, 1], [kinds.result, 0]);
    await harness.socket.receive([kinds.result, 0]);
    await Promise.all([refresh, made]);
  });
});

describe("an identity that expires", () => {
  test("is renewed by itself where auth is a function", async () => {
    const { socket, connection } = await connectAndOpen({ auth: tokens() });
    await socket.receive([kinds.authExpiring, 5_000]);
    expect(socket.take()).toEqual([[kinds.auth, 0, wire("t2")]]);
    await socket.receive([kinds.error, 0, "unauthenticated", "no"]);
    expect(connection.status.state).toBe("open");
  });

  test("a function that fails then harms nobody", async () => {
    let count = 0;
    const auth = () => {
      count += 1;
      if (count > 1) throw new Error("signed out");
      return "t";
    };
    const { socket, connection } = await connectAndOpen({ auth });
    await socket.receive([kinds.authExpiring, 5_000]);
    expect([count, connection.status.state, socket.take()]).toEqual([2, "open", []]);
  });

  test("a value is not presented twice, and the connection ends for good when it has expired", async () => {
    const { socket, connection } = await connectAndOpen({ auth: "t" });
    await socket.receive([kinds.authExpiring, 5_000]);
    expect(socket.take()).toEqual([]);
    await socket.end(closeCodes.authExpired, "expired");
    expect(connection.status).toMatchObject({ state: "closed", error: { message: "unauthenticated: expired" } });
  });

  test("a function is asked anew for another connection", async () => {
    const harness = await connectAndOpen({ auth: tokens() });
    await harness.socket.end(closeCodes.authExpired, "expired");
    expect(harness.connection.status).toMatchObject({ state: "waiting", error: { code: "unauthenticated" } });
    await harness.clock.advance(250);
    await harness.socket.open();
    expect(harness.socket.take()).toEqual([hello(wire("t2"))]);
  });
});

test("a schema without auth presents nothing anew", async () => {
  const { identity: _, ...withoutAuth } = schema;
  const { connection, socket } = await connectAndOpen({ schema: withoutAuth });
  await socket.receive([kinds.authExpiring, 5_000]);
  await expect(connection.refreshAuth()).rejects.toMatchObject({ code: "invalid_input" });
  expect(socket.take()).toEqual([]);
});
