import { readFileSync } from "node:fs";
import { get } from "node:https";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { CreateTransport } from "./create-transport.js";
import { RecordingEndpoint } from "./recording-endpoint.js";
import { serve } from "./serve.js";
import { connect } from "./test-client.js";

const keyFile = fileURLToPath(new URL("fixtures/localhost.key.pem", import.meta.url));
const otherKeyFile = fileURLToPath(new URL("fixtures/other.key.pem", import.meta.url));
const certFile = fileURLToPath(new URL("fixtures/localhost.cert.pem", import.meta.url));

export function tlsBehaviour(create: CreateTransport): void {
  test("serves WebSockets and pages over TLS", async () => {
    const endpoint = new RecordingEndpoint();
    const http = [() => ({ status: 200, headers: {}, body: "page" })];
    const { port, transport } = await serve(create, { endpoints: { "/": endpoint }, http, tls: { keyFile, certFile } });
    const ca = readFileSync(certFile);
    const client = await connect(`wss://127.0.0.1:${port}/`, { ca });
    const receiver = await endpoint.opened.next();
    const bytes = Buffer.alloc(300_000, 7);
    client.websocket.send(bytes);
    expect(Buffer.compare(await receiver.messages.next(), bytes)).toBe(0);
    receiver.socket.send(bytes);
    receiver.socket.follow?.("all");
    // A transport without groups sends it in its place.
    if (transport.broadcast) transport.broadcast("all", bytes);
    else receiver.socket.send(bytes);
    for (let i = 0; i < 2; i++) expect(Buffer.compare(await client.messages.next(), bytes)).toBe(0);

    const page = await new Promise<string>((resolve, reject) => {
      const request = get({ host: "127.0.0.1", port, ca, agent: false }, (response) => {
        response.setEncoding("utf8").once("data", resolve);
      });
      request.once("error", reject);
    });
    expect(page).toBe("page");
  });

  test("names the file that is missing", async () => {
    await expect((async () => create({ tls: { keyFile: "/nowhere/key.pem", certFile } }))()).rejects.toThrow(
      "/nowhere/key.pem",
    );
  });

  test("names the files that do not fit together", async () => {
    const attempt = (async () => create({ tls: { keyFile: otherKeyFile, certFile } }))();
    await expect(attempt).rejects.toThrow(`${otherKeyFile} and ${certFile} cannot serve TLS`);
  });
}
