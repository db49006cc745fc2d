import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { WebSocketServer } from "ws";
import { RecordingTerminal } from "../../test/recording-terminal.js";
import { hawser } from "../../test/talk/run-hawser.js";
import { labSchemaFile, serveLab } from "../../test/talk/serve-lab.js";
import { transports } from "../../test/transports.js";
import { workspace } from "../../test/workspace.js";
import { run } from "../program.js";

describe.each(transports)("hawser ping, over $name", ({ transport }) => {
  test("tells the session, the encoding and the times", async () => {
    const { url, server } = await serveLab({ transport: await transport() });
    const { code, out, err } = await hawser(["ping", url, "--count", "3"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const [connected, ...pongs] = out.map((line) => JSON.parse(line));
    const ms = expect.any(Number);
    expect(connected).toEqual({ connected: { ms, session: expect.stringMatching(/^[\w-]{21}$/), encoding: "maps" } });
    const summary = pongs.pop();
    expect(pongs).toEqual([1, 2, 3].map((number) => ({ pong: { number, ms } })));
    const times: number[] = pongs.map(({ pong }) => pong.ms).sort((a: number, b: number) => a - b);
    expect(summary).toEqual({ pings: { count: 3, minMs: times[0], medianMs: times[1], maxMs: times[2] } });
    await vi.waitFor(() => expect(server.connectionCount).toBe(0));
  });

  test("pretty", async () => {
    const { url } = await serveLab({ transport: await transport() });
    const { out } = await hawser(["ping", url, "--count", "2"], { isInteractive: true });
    expect(
      out
        .join("\n")
        .replace(/\d+(\.\d+)? ms/g, "N ms")
        .replace(/session .*/, "session S"),
    ).toBe(
      [
        `connected to ${url} in N ms`,
        "session S",
        "encoding maps: no schema was given to compare; name it with --schema",
        "pong 1 in N ms",
        "pong 2 in N ms",
        "2 pings: min N ms, median N ms, max N ms",
      ].join("\n"),
    );
  });

  test("tells whether the server has the schema of a file", async () => {
    const { url } = await serveLab({ transport: await transport() });
    const cwd = await workspace({
      "other.schema.ts": `import { defineSchema } from "@hawser/core";
        export default defineSchema({ name: "other", procedures: {} });`,
    });
    const pretty = ["--count", "1", "--format", "pretty", "--schema"];
    expect((await hawser(["ping", url, ...pretty, labSchemaFile])).out[0]).toContain(
      "encoding positional: the server has the schema of ",
    );
    expect((await hawser(["ping", url, ...pretty, "other.schema.ts"], { cwd })).out[0]).toContain(
      "encoding maps: the server has another schema than other.schema.ts",
    );
  });

  test("who is refused", async () => {
    const { url } = await serveLab({ transport: await transport() });
    const { code, err } = await hawser(["ping", url, "--auth", '{"token":"t9"}']);
    expect(code).toBe(1);
    expect(err).toContain("unauthenticated: this token is not known");
  });
});

describe("hawser ping", () => {
  test("Ctrl-C ends it with what it has", async () => {
    const { url } = await serveLab({ transport: await (transports[1] as (typeof transports)[1]).transport() });
    const terminal = new RecordingTerminal("/");
    const ran = run(["ping", url, "--count", "1000"], terminal);
    await terminal.printed('"number":2');
    terminal.interrupt();
    expect(await ran).toBe(0);
    expect(JSON.parse(terminal.output.at(-1) ?? "").pings.count).toBeGreaterThan(1);
  });

  /** A server that upgrades, and then says what the test wants. */
  async function serve(onHello: (send: (bytes: Uint8Array | string) => void) => void): Promise<string> {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => "hawser.1" });
    server.on("connection", (socket) => socket.on("message", () => onHello((bytes) => socket.send(bytes))));
    await new Promise((resolve) => server.once("listening", resolve));
    onTestFinished(() => {
      for (const client of server.clients) client.terminate();
      server.close();
    });
    return `ws://127.0.0.1:${(server.address() as { port: number }).port}/`;
  }

  test("a server that says nothing", async () => {
    const url = await serve(() => {});
    const { code, err } = await hawser(["ping", url, "--timeout", "100ms"]);
    expect(code).toBe(1);
    expect(err).toBe(
      `error ${url}\n  no welcome came within 100 ms\n  remedy Give it more time with --timeout, or check that a Hawser server listens there.`,
    );
  });

  test("a server that is somewhere else", async () => {
    const server = createServer((_, response) =>
      response.writeHead(301, { location: "https://example.com/rpc" }).end(),
    );
    onTestFinished(() => void server.close());
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { code, err } = await hawser(["ping", `127.0.0.1:${(server.address() as AddressInfo).port}`]);
    expect(code).toBe(1);
    expect(err).toContain("the server answers with HTTP 301 instead of opening a WebSocket");
    expect(err).toContain("\n  remedy It sends clients to https://example.com/rpc; name that place instead.");
  });

  test("a server that speaks something else", async () => {
    const url = await serve((send) => send("hello to you, too"));
    const { code, err } = await hawser(["ping", url]);
    expect(code).toBe(1);
    expect(err).toContain("the server does not speak the protocol: protocol: a frame is not an array");
    const remedy = "\n  remedy Check that a Hawser server of this version listens there.";
    expect(err).toContain(remedy);
    const called = await hawser(["call", url, "nothing", "--schema", labSchemaFile]);
    expect(called).toMatchObject({ code: 1, err: `error ${url}\n  protocol: the server sent a text message${remedy}` });
  });
});
