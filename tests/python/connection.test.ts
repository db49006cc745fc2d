import { execFileSync } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { encodeBatches, kinds } from "@hawser/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { useLab } from "./lab.js";

// What the connection of a generated client in Python goes through: TLS, servers that die, refuse or break the protocol.

const lab = useLab();

describe.each(["uws", "ws"])("over TLS of %s", (library) => {
  test("a certificate of one's own", async () => {
    const [key, certificate] = ["key.pem", "certificate.pem"].map((name) => join(lab.directory, name));
    const subject = ["-subj", "/CN=lab", "-addext", "subjectAltName=IP:127.0.0.1"];
    const files = ["-keyout", key as string, "-out", certificate as string];
    const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "2"];
    execFileSync("openssl", ["req", ...kind, ...subject, ...files], { stdio: "ignore" });
    const { port } = await lab.serve("positional", 0, [library, key as string, certificate as string]);
    await lab.completed(lab.play("connection_scenarios.py", "tls", port, "positional", "wss"));
  });
});

test.each(["limits", "raising", "wrong_auth"])("%s", async (scenario) => {
  const { port } = await lab.serve("positional");
  await lab.completed(lab.play("connection_scenarios.py", scenario, port));
});

test("unknown: a procedure that only another server has", async () => {
  const { port } = await lab.serve("maps");
  await lab.completed(lab.play("connection_scenarios.py", "unknown", port, "maps"));
});

test("killed: a server that dies in the middle of everything", async () => {
  const { server, port } = await lab.serve("positional");
  const client = lab.play("connection_scenarios.py", "killed", port);
  await server.said("paying 7");
  await server.said("hanging killed");
  client.say("go");
  await client.said("kill");
  await server.kill();
  await lab.completed(client);
});

/** A server that speaks as a test tells it. */
async function staged(play: (socket: WebSocket, attempt: string | undefined) => void): Promise<number> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => "hawser.1" });
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  server.on("connection", (socket, { headers }) => play(socket, headers["x-attempt"]?.toString()));
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

function send(socket: WebSocket, ...frames: unknown[][]): void {
  for (const message of encodeBatches(frames as never, Number.POSITIVE_INFINITY)) socket.send(message);
}

const limits = [1_048_576, 1_048_576, 1024, 1024, 60_000, 64, 262_144];
const welcome = [kinds.welcome, 1, "session", limits];

test("coming_back: attempts ask for everything anew", async () => {
  const attempts: (string | undefined)[] = [];
  const port = await staged((socket, attempt) => {
    attempts.push(attempt);
    if (attempts.length < 6) {
      socket.close(1001);
      return;
    }
    socket.once("message", () => {
      send(socket, welcome);
      socket.on("message", () => send(socket, [kinds.result, 0, 0.5]));
    });
  });
  await lab.completed(lab.play("connection_scenarios.py", "coming_back", port));
  expect(attempts).toEqual(["1", "2", "3", "4", "5", "6"]);
});

test.each([
  ["a text message", (socket: WebSocket) => socket.send("hi"), "a text message"],
  ["half a message", (socket: WebSocket) => socket.send(Uint8Array.of(0x92, 0x03)), "the message ends inside a value"],
  ["no array", (socket: WebSocket) => socket.send(Uint8Array.of(0x03)), "a frame that is no array"],
  [
    "an unknown extension",
    (socket: WebSocket) => socket.send(Uint8Array.of(0x93, 0x03, 0x00, 0xd4, 0x10, 0x00)),
    "extension 16 is not the protocol's",
  ],
  ["a result nobody asked for", (socket: WebSocket) => send(socket, [kinds.result, 5]), "call 5"],
  ["an end nobody asked for", (socket: WebSocket) => send(socket, [kinds.ended, 5]), "subscription 5"],
  ["a second welcome", (socket: WebSocket) => send(socket, welcome), "a second welcome"],
])("violated: %s ends the client for good", async (_name, violate, reason) => {
  const closed: number[] = [];
  const port = await staged((socket) => {
    socket.on("close", (code) => closed.push(code));
    socket.once("message", () => {
      send(socket, welcome);
      socket.once("message", () => violate(socket));
    });
  });
  const client = lab.play("connection_scenarios.py", "violated", port);
  await lab.completed(client);
  expect(client.lines[0]).toContain(reason);
  expect(closed).toEqual([4400]);
});

test.each([
  ["a result", [kinds.result, 0]],
  ["an unknown encoding", [kinds.welcome, 2, "session", limits]],
  ["limits of zero", [kinds.welcome, 0, "session", [0, 0, 0, 0, 0, 0, 0]]],
  ["no limits", [kinds.welcome, 0, "session"]],
])("violated: %s instead of the welcome", async (_name, frame) => {
  const port = await staged((socket) => socket.once("message", () => send(socket, frame)));
  const client = lab.play("connection_scenarios.py", "violated", port);
  await lab.completed(client);
  expect(client.lines[0]).toContain("the server's first frame is no welcome");
});

test("nonsense: answers that are not what the schema says fail alone", async () => {
  const port = await staged((socket) => {
    const answers: unknown[][][] = [
      [],
      [[kinds.result, 0, "three halves"]],
      [[kinds.error, 0, "DividedByZero", "", { a: "seven" }]],
      [[kinds.item, 0, { n: "one" }]],
      [[kinds.error, 0, "cancelled", "the caller cancelled the call"]],
      [[kinds.result, 0, [1]]],
      [[kinds.result, 0, 0.5]],
    ];
    socket.once("message", () => {
      send(socket, welcome);
      socket.once("message", () => {
        send(socket, [kinds.subscribed, 0, 1, "e", 0], [kinds.event, 1, 1, { n: "one", at: 5 }]);
        socket.on("message", () => send(socket, ...(answers.shift() ?? [])));
      });
    });
  });
  await lab.completed(lab.play("connection_scenarios.py", "nonsense", port, "maps"));
});
