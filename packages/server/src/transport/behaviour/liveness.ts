import { expect, test } from "vitest";
import type { CreateTransport } from "./create-transport.js";
import { handshake, RawClient } from "./raw-client.js";
import { RecordingEndpoint } from "./recording-endpoint.js";
import { serve } from "./serve.js";
import { connect } from "./test-client.js";

export function livenessBehaviour(create: CreateTransport, idleTimeoutMs: number): void {
  // One test, because silence is what takes time: the living and the dead peers are silent at the same time.
  test("drops peers that answer no ping, and pings those alive that are quiet", {
    timeout: 3 * idleTimeoutMs + 5_000,
  }, async () => {
    const endpoint = new RecordingEndpoint({ idleTimeoutMs });
    const { port } = await serve(create, { endpoints: { "/": endpoint } });
    const quiet = await connect(`ws://127.0.0.1:${port}/`);
    const quietReceiver = await endpoint.opened.next();
    const dead = new RawClient(port);
    dead.write(handshake("/"));
    const deadReceiver = await endpoint.opened.next();
    const spokenTo = new RawClient(port);
    spokenTo.write(handshake("/"));
    const spokenToReceiver = await endpoint.opened.next();
    const startMs = performance.now();

    // What the server says to a peer is no sign of life of that peer.
    const talk = setInterval(() => spokenToReceiver.socket.send(Buffer.from("still there?")), idleTimeoutMs / 10);
    const [end] = await Promise.all([deadReceiver.ends.next(), spokenToReceiver.ends.next()]);
    clearInterval(talk);
    expect(end).toMatchObject({ code: 1006 });
    const elapsedMs = performance.now() - startMs;
    // Libraries look at their connections now and then, some early and some late.
    expect(elapsedMs).toBeGreaterThan(idleTimeoutMs / 4);
    expect(elapsedMs).toBeLessThan(2 * idleTimeoutMs + 1_000);

    expect(quiet.pings.size).toBeGreaterThan(0);
    quiet.websocket.send(Buffer.from("alive"));
    expect(Buffer.from(await quietReceiver.messages.next()).toString()).toBe("alive");
    expect(quietReceiver.ends.size).toBe(0);
  });
}
