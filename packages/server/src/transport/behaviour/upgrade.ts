import { expect, onTestFinished, test, vi } from "vitest";
import type { Receiver, Socket } from "../transport.js";
import type { CreateTransport } from "./create-transport.js";
import { handshake, RawClient } from "./raw-client.js";
import { RecordingEndpoint } from "./recording-endpoint.js";
import { serve } from "./serve.js";
import { connect } from "./test-client.js";

export function upgradeBehaviour(create: CreateTransport): void {
  test("tells the endpoint all of the request, and the peer the subprotocol", async () => {
    const endpoint = new RecordingEndpoint({}, () => ({ subprotocol: "test.2" }));
    const { port } = await serve(create, { endpoints: { "/rpc": endpoint } });
    const client = await connect(`ws://127.0.0.1:${port}/rpc?token=a%20b&x`, {
      subprotocols: ["test.1", "test.2"],
      origin: "https://example.com",
      headers: { "X-Mixed-Case": "One" },
    });
    const { request } = await endpoint.opened.next();

    expect(client.websocket.protocol).toBe("test.2");
    expect(request).toBe(endpoint.requests[0]);
    expect(request).toMatchObject({
      path: "/rpc",
      query: "token=a%20b&x",
      subprotocols: ["test.1", "test.2"],
      remoteAddress: "127.0.0.1",
    });
    expect(request.headers).toMatchObject({
      host: `127.0.0.1:${port}`,
      origin: "https://example.com",
      "x-mixed-case": "One",
    });
  });

  test("joins repeated headers, also those that name a member of objects", async () => {
    const endpoint = new RecordingEndpoint();
    const { port } = await serve(create, { endpoints: { "/rpc": endpoint } });
    const client = new RawClient(port);
    client.write(handshake("/rpc", { "X-A": "1\r\nX-A: 2", Origin: "a\r\nOrigin: b", constructor: "c" }));
    await client.readTo("\r\n\r\n");

    const { headers, query } = (await endpoint.opened.next()).request;
    expect(headers["x-a"]).toBe("1, 2");
    expect(headers.origin).toBe("a, b");
    expect(headers.constructor).toBe("c");
    expect(headers.toString).toBeUndefined();
    expect(query).toBe("");
  });

  test("answers a refusal with its status and body", async () => {
    const endpoint = new RecordingEndpoint({}, () => ({ status: 403, body: "foreign origin" }));
    const { port } = await serve(create, { endpoints: { "/rpc": endpoint } });
    const response = await refusal(port, handshake("/rpc"));
    expect(response).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    expect(response).toMatch(/\r\n\r\nforeign origin$/);
    expect(endpoint.opened.size).toBe(0);
  });

  test.each(["/", "/rpc/", "/RPC", "//rpc", "/rpcs", "/%72pc", "/rpc%2f"])("knows no endpoint at %s", async (path) => {
    const endpoint = new RecordingEndpoint();
    // A handler that answers everything must not answer an upgrade.
    const http = [() => ({ status: 200, headers: {}, body: "page" })];
    const { port } = await serve(create, { endpoints: { "/rpc": endpoint }, http });
    expect(await refusal(port, handshake(path))).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
    expect(endpoint.requests).toEqual([]);
  });

  test.each([
    [
      "an old version",
      handshake("/rpc", { "Sec-WebSocket-Version": "8" }),
      /^HTTP\/1\.1 426 [\s\S]*sec-websocket-version: 13\r\n/i,
    ],
    ["no version", handshake("/rpc", { "Sec-WebSocket-Version": undefined }), /^HTTP\/1\.1 426 /],
    ["no key", handshake("/rpc", { "Sec-WebSocket-Key": undefined }), /^HTTP\/1\.1 400 /],
    ["a short key", handshake("/rpc", { "Sec-WebSocket-Key": "c2hvcnQ=" }), /^HTTP\/1\.1 400 /],
    ["a key that is no base64", handshake("/rpc", { "Sec-WebSocket-Key": "?".repeat(24) }), /^HTTP\/1\.1 400 /],
    ["another method", handshake("/rpc", { "Content-Length": "0" }, "POST"), /^HTTP\/1\.1 400 /],
  ])("refuses a handshake with %s", async (_flaw, text, expected) => {
    const endpoint = new RecordingEndpoint();
    const { port } = await serve(create, { endpoints: { "/rpc": endpoint } });
    expect(await refusal(port, text)).toMatch(expected);
    expect(endpoint.requests).toEqual([]);
  });

  test("answers a request that offers an upgrade to HTTP/2 as a plain one", async () => {
    const http = [() => ({ status: 200, headers: {}, body: "page" })];
    const { port } = await serve(create, { endpoints: { "/rpc": new RecordingEndpoint() }, http });
    const headers = { Upgrade: "h2c", "Sec-WebSocket-Key": undefined, "Sec-WebSocket-Version": undefined };
    expect(await refusal(port, handshake("/page", headers))).toMatch(/^HTTP\/1\.1 200 [\s\S]*page$/);
  });

  test("turns an endpoint that throws into a 500 and a warning, and goes on", async () => {
    let isBroken = true;
    const endpoint = new RecordingEndpoint({}, () => {
      if (isBroken) throw new Error("the endpoint is broken");
      return { subprotocol: "test.1" };
    });
    const { port } = await serve(create, { endpoints: { "/rpc": endpoint } });
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    onTestFinished(() => warn.mockRestore());
    const response = await refusal(port, handshake("/rpc"));
    expect(response).toMatch(/^HTTP\/1\.1 500 /);
    expect(response).not.toContain("broken");
    expect(warn.mock.calls).toMatchObject([[{ message: "the endpoint is broken" }]]);

    isBroken = false;
    await connect(`ws://127.0.0.1:${port}/rpc`);
  });

  test("serves two endpoints on one port", async () => {
    const [one, two] = [new RecordingEndpoint(), new RecordingEndpoint()];
    const { port } = await serve(create, { endpoints: { "/one": one, "/two": two } });
    const clients = [await connect(`ws://127.0.0.1:${port}/one`), await connect(`ws://127.0.0.1:${port}/two`)];
    (await one.opened.next()).socket.send(Buffer.from("from one"));
    (await two.opened.next()).socket.send(Buffer.from("from two"));
    expect(String(await clients[0]?.messages.next())).toBe("from one");
    expect(String(await clients[1]?.messages.next())).toBe("from two");
  });

  test("tells the receiver also of a socket that was closed before the receiver existed", async () => {
    class Closing extends RecordingEndpoint {
      override open(...opening: [Socket, RecordingEndpoint["requests"][number]]): Receiver {
        opening[0].close(4400, "full");
        return super.open(...opening);
      }
    }
    const endpoint = new Closing();
    const { port } = await serve(create, { endpoints: { "/rpc": endpoint } });
    const client = await connect(`ws://127.0.0.1:${port}/rpc`);
    expect(await (await endpoint.opened.next()).ends.next()).toEqual({ code: 4400, reason: "full" });
    expect(await client.ends.next()).toEqual({ code: 4400, reason: "full" });
  });

  test("refuses a path that is taken or that is none", async () => {
    const transport = await create({});
    onTestFinished(() => transport.close());
    transport.route("/rpc", new RecordingEndpoint());
    expect(() => transport.route("/rpc", new RecordingEndpoint())).toThrow('"/rpc" is served by another endpoint');
    for (const path of ["", "rpc", "/a/:b", "/a/*", "/a?b", "/a#b"]) {
      expect(() => transport.route(path, new RecordingEndpoint())).toThrow(`"${path}" is no endpoint path`);
    }
  });
}

/** The whole response to a request that opens no WebSocket. */
async function refusal(port: number, request: string): Promise<string> {
  const client = new RawClient(port);
  client.write(request);
  const head = await client.readTo("\r\n\r\n");
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
  return head + (await client.read(length));
}
