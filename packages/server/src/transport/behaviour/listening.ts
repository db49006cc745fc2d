import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { CreateTransport } from "./create-transport.js";
import { RawClient } from "./raw-client.js";
import { RecordingEndpoint } from "./recording-endpoint.js";
import { serve } from "./serve.js";
import { connect } from "./test-client.js";

export function listeningBehaviour(create: CreateTransport): void {
  test("refuses a port that another transport of its kind holds, in words that help", async () => {
    const { port } = await serve(create, {});
    await expect(serve(create, { port })).rejects.toThrow(
      `port ${port} on 127.0.0.1 is already in use; choose another port or stop the process that holds it`,
    );
    // And the first one goes on alone.
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  });

  test("refuses a port that another program holds", async () => {
    const other = createServer();
    onTestFinished(() => {
      other.close();
    });
    const port = await new Promise<number>((resolve) => {
      other.listen(0, "127.0.0.1", () => resolve((other.address() as { port: number }).port));
    });
    await expect(serve(create, { port })).rejects.toThrow(`port ${port} on 127.0.0.1 is already in use`);
  });

  test("refuses a host that is not of this machine", async () => {
    const transport = await create({});
    onTestFinished(() => transport.close());
    // RFC 5737: an address for documentation.
    await expect(transport.listen({ port: 0, host: "203.0.113.7" })).rejects.toThrow(
      "203.0.113.7 is no address of this machine",
    );
  });

  test("listens on all interfaces by default", async () => {
    const transport = await create({});
    onTestFinished(() => transport.close());
    const { port } = await transport.listen({ port: 0 });
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
  });

  test("frees the port on close, also after connections that the server closed", async () => {
    const { transport, port } = await serve(create, {});
    await transport.close();
    for (let round = 0; round < 2; round++) {
      const endpoint = new RecordingEndpoint();
      const next = await serve(create, { endpoints: { "/": endpoint }, port });
      const client = await connect(`ws://127.0.0.1:${port}/`);
      (await endpoint.opened.next()).socket.close(1001, "");
      await client.ends.next();
      await connect(`ws://127.0.0.1:${port}/`);
      await next.transport.close();
    }
  });

  test("frees also a port that the system chose, after connections that the server closed", async () => {
    const endpoint = new RecordingEndpoint();
    const { transport, port } = await serve(create, { endpoints: { "/": endpoint } });
    const client = await connect(`ws://127.0.0.1:${port}/`);
    (await endpoint.opened.next()).socket.close(1001, "");
    await client.ends.next();
    await transport.close();
    await serve(create, { port });
  });

  test("keeps open sockets after `unlisten`, and takes nothing new", async () => {
    const endpoint = new RecordingEndpoint();
    const { transport, port } = await serve(create, { endpoints: { "/": endpoint } });
    const client = await connect(`ws://127.0.0.1:${port}/`);
    const receiver = await endpoint.opened.next();
    transport.unlisten();

    await expect(connect(`ws://127.0.0.1:${port}/`)).rejects.toThrow("ECONNREFUSED");
    client.websocket.send(Buffer.from("still here"));
    expect(Buffer.from(await receiver.messages.next()).toString()).toBe("still here");
    receiver.socket.send(Buffer.from("so am I"));
    expect(String(await client.messages.next())).toBe("so am I");
    transport.unlisten();
  });

  test("answers 503 on connections that were kept alive beyond `unlisten`, or ends them", async () => {
    const { transport, port } = await serve(create, { http: [() => ({ status: 200, headers: {}, body: "" })] });
    const client = new RawClient(port);
    client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    await client.readTo("\r\n\r\n");
    transport.unlisten();
    client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    const outcome = await Promise.race([client.readTo("\r\n\r\n"), client.closed.then(() => "closed")]);
    expect(outcome).toMatch(/^HTTP\/1\.1 503 |^closed$/);
  });

  test("closes without having listened", async () => {
    const transport = await create({});
    transport.unlisten();
    await transport.close();
    await transport.close();
  });
}
