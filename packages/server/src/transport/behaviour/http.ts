import { expect, onTestFinished, test, vi } from "vitest";
import type { HttpHandler, HttpRequest, HttpResponse } from "../transport.js";
import type { CreateTransport } from "./create-transport.js";
import { Inbox } from "./inbox.js";
import { RawClient } from "./raw-client.js";
import { RecordingEndpoint } from "./recording-endpoint.js";
import { serve } from "./serve.js";

export function httpBehaviour(create: CreateTransport): void {
  test("shows a handler the request and sends its answer", async () => {
    const requests: HttpRequest[] = [];
    const handler: HttpHandler = (request) => {
      requests.push(request);
      return { status: 201, headers: { "x-answer": "yes" }, body: "created" };
    };
    const { port } = await serve(create, { http: [handler] });
    const response = await fetch(`http://127.0.0.1:${port}/a%20b/?c=d&e`, {
      method: "PUT",
      body: "ignored",
      headers: { "X-Q": "1" },
    });
    expect(response.status).toBe(201);
    expect(response.headers.get("x-answer")).toBe("yes");
    expect(response.headers.get("content-length")).toBe("7");
    expect(await response.text()).toBe("created");
    expect(requests).toMatchObject([{ method: "PUT", path: "/a%20b/", query: "c=d&e", headers: { "x-q": "1" } }]);
  });

  test("asks handlers in order, sync and async, until one answers", async () => {
    const answerAt =
      (path: string, body: string): HttpHandler =>
      (request) =>
        request.path === path ? { status: 200, headers: {}, body } : undefined;
    const later = answerAt("/b", "async");
    const http: HttpHandler[] = [
      answerAt("/a", "first"),
      async (request) => {
        await new Promise((resolve) => setImmediate(resolve));
        return later(request);
      },
      answerAt("/a", "second"),
      answerAt("/c", "third"),
    ];
    const { port } = await serve(create, { http });
    const texts = ["/a", "/b", "/c"].map(async (path) => (await fetch(`http://127.0.0.1:${port}${path}`)).text());
    expect(await Promise.all(texts)).toEqual(["first", "async", "third"]);
    expect((await fetch(`http://127.0.0.1:${port}/d`)).status).toBe(404);
  });

  test("answers 404 without any handler, and 426 at an endpoint", async () => {
    const { port } = await serve(create, { endpoints: { "/rpc": new RecordingEndpoint() } });
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
    const response = await fetch(`http://127.0.0.1:${port}/rpc`);
    expect(response.status).toBe(426);
    expect(response.headers.get("upgrade")).toBe("websocket");
  });

  test("lets a handler answer plain requests at an endpoint's path", async () => {
    const http: HttpHandler[] = [() => ({ status: 200, headers: {}, body: "page" })];
    const { port } = await serve(create, { endpoints: { "/": new RecordingEndpoint() }, http });
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("page");
  });

  test("leaves out the body in answers to HEAD and of 204 and 304, and keeps the connection in step", async () => {
    const http: HttpHandler[] = [
      ({ path }) => ({ status: Number(path.slice(1)), headers: { etag: '"1"' }, body: path === "/200" ? "äbc" : "" }),
    ];
    const { port } = await serve(create, { http });
    const client = new RawClient(port);
    const exchange = async (method: string, path: string) => {
      client.write(`${method} ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
      return client.readTo("\r\n\r\n");
    };
    expect(await exchange("HEAD", "/200")).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*content-length: 4\r\n/i);
    for (const status of [204, 304]) {
      for (const method of ["GET", "HEAD"]) {
        const head = await exchange(method, `/${status}`);
        expect(head).toContain(`HTTP/1.1 ${status} `);
        expect(head).toContain('etag: "1"');
        expect(head).not.toMatch(/content-length: [^0]|transfer-encoding/i);
      }
    }
    expect(await exchange("GET", "/200")).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*content-length: 4\r\n/i);
    expect(await client.read(4)).toBe(Buffer.from("äbc").toString("latin1"));
  });

  test("sends binary bodies and large ones whole", async () => {
    const body = Uint8Array.from({ length: 8_000_000 }, (_, index) => (index * 7) % 256);
    const { port } = await serve(create, { http: [() => ({ status: 200, headers: {}, body })] });
    const received = Buffer.from(await (await fetch(`http://127.0.0.1:${port}/`)).arrayBuffer());
    expect(Buffer.compare(received, body)).toBe(0);
  });

  test("turns a handler that throws or rejects into a 500 and a warning, and goes on", async () => {
    const http: HttpHandler[] = [
      ({ path }) => {
        if (path === "/throws") throw new Error("the handler is broken");
        return path === "/rejects" ? Promise.reject(new Error("the handler is broken")) : undefined;
      },
    ];
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    onTestFinished(() => warn.mockRestore());
    const { port } = await serve(create, { http });
    for (const path of ["/throws", "/rejects"]) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      expect(response.status).toBe(500);
      expect(await response.text()).not.toContain("broken");
    }
    const broken = [{ message: "the handler is broken" }];
    expect(warn.mock.calls).toMatchObject([broken, broken]);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  });

  test.each<[string, HttpResponse]>([
    ["a header value with a line break", { status: 200, headers: { "x-a": "b\r\nx-injected: c" }, body: "" }],
    ["a header name with a space", { status: 200, headers: { "x a": "b" }, body: "" }],
    ["a header that is no string", { status: 200, headers: { "x-a": 5 as unknown as string }, body: "" }],
    ["a status that is no number", { status: "200 OK\r\nx-injected: c" as unknown as number, headers: {}, body: "" }],
    ["the status 101", { status: 101, headers: {}, body: "" }],
    ["the status 1000", { status: 1000, headers: {}, body: "" }],
    ["a body that is an object", { status: 200, headers: {}, body: {} as unknown as string }],
  ])("turns an answer with %s into a 500 and a warning", async (_what, answer) => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    onTestFinished(() => warn.mockRestore());
    const { port } = await serve(create, { http: [() => answer] });
    const response = await fetch(`http://127.0.0.1:${port}/`);
    expect(response.status).toBe(500);
    expect(response.headers.get("x-injected")).toBeNull();
    expect(warn).toHaveBeenCalledTimes(1);
  });

  test("survives a peer that leaves before its answer is ready", async () => {
    const answers = new Inbox<() => void>();
    const http: HttpHandler[] = [
      async ({ path }) => {
        if (path !== "/slow") return undefined;
        await new Promise<void>((resolve) => answers.push(resolve));
        return { status: 200, headers: {}, body: "too late" };
      },
    ];
    const { port } = await serve(create, { http });
    const client = new RawClient(port);
    client.write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    const answer = await answers.next();
    client.socket.destroy();
    await client.closed;
    // Two round trips, so that the server has seen the end of the other connection.
    for (let round = 0; round < 2; round++) expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
    answer();
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  });

  test("drops on close the requests that are still under way", async () => {
    const asked = new Inbox<HttpRequest>();
    const never = new Promise<undefined>(() => undefined);
    const http: HttpHandler[] = [
      (request) => {
        asked.push(request);
        return never;
      },
    ];
    const { transport, port } = await serve(create, { http });
    const client = new RawClient(port);
    client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    await asked.next();
    await transport.close();
    await client.closed;
  });
}
