import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { encodeBatches, kinds } from "@hawser/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { useLab } from "./lab.js";

// A generated client in Python against a real server: what ends, what breaks, and what comes back.

const lab = useLab();

describe.each(["positional", "maps"])("in %s", (encoding) => {
  test.each(["calls", "errors", "input_stream", "both_streams", "subscribe", "gaps", "refused", "renewal"])(
    "%s",
    async (scenario) => {
      const { port } = await lab.serve(encoding);
      await lab.completed(lab.play("scenarios.py", scenario, port, encoding));
    },
  );

  test("timeout: the server lets go, too", async () => {
    const { server, port } = await lab.serve(encoding);
    await lab.completed(lab.play("scenarios.py", "timeout", port, encoding));
    await server.said("let go its own");
    await server.said("let go by default");
  });

  test("cancel: the task's cancellation reaches the handler", async () => {
    const { server, port } = await lab.serve(encoding);
    const client = lab.play("scenarios.py", "cancel", port, encoding);
    await server.said("hanging cancel");
    client.say("go");
    await client.said("cancelled");
    await server.said("let go cancel");
    client.say("go");
    await lab.completed(client);
  });

  test("output_stream: the reader's pace is the handler's, and leaving the loop ends it", async () => {
    const { server, port } = await lab.serve(encoding);
    const client = lab.play("scenarios.py", "output_stream", port, encoding);
    await client.said("left");
    await expect.poll(() => server.lines.filter((line) => line.startsWith("numbers ended")).length).toBe(3);
    const [all, unread, left] = server.lines
      .filter((line) => line.startsWith("numbers ended"))
      .map((line) => Number(line.split(" ").at(-1)));
    expect(all).toBe(1000);
    // The window of 2,000 bytes, and what waits for the network at the other end.
    expect(unread).toBeLessThan(50);
    expect(left).toBeLessThan(150);
    client.say("go");
    await lab.completed(client);
  });

  test("resume: a connection that was cut misses nothing", async () => {
    const { port } = await lab.serve(encoding);
    const { proxy, through } = await lab.proxied(port);
    const client = lab.play("scenarios.py", "resume", through, encoding);
    await client.said("cut");
    proxy.isOpen = false;
    proxy.cut();
    client.say(`ws://127.0.0.1:${port}`);
    await client.said("missed");
    proxy.isOpen = true;
    await lab.completed(client);
  });

  test("idempotent: a call that is made again runs once", async () => {
    const { server, port } = await lab.serve(encoding);
    const { proxy, through } = await lab.proxied(port);
    const client = lab.play("scenarios.py", "idempotent", through, encoding);
    await server.said("paying 250");
    client.say("go");
    await client.said("cut");
    proxy.cut();
    await lab.completed(client);
    expect(server.lines.filter((line) => line === "paying 250")).toHaveLength(1);
  });

  test("restart: a server that was killed", async () => {
    const { server, port } = await lab.serve(encoding);
    const client = lab.play("scenarios.py", "restart", port, encoding);
    await server.said("hanging restart");
    client.say("go");
    await client.said("kill");
    await server.kill();
    await client.said("lost");
    await lab.serve(encoding, port);
    await lab.completed(client);
  });

  test("going_away: another server takes over, without loss", async () => {
    const { server, port } = await lab.serve(encoding);
    const { proxy, through } = await lab.proxied(port);
    const next = await lab.serve(encoding);
    const client = lab.play("scenarios.py", "going_away", through, encoding);
    await server.said("paying 5");
    proxy.target = next.port;
    client.say("go");
    await client.said("retired");
    await lab.completed(client);
    await server.said("retired");
  });

  test("closing: one close ends everything on both ends", async () => {
    const { server, port } = await lab.serve(encoding);
    const client = lab.play("scenarios.py", "closing", port, encoding);
    await server.said("hanging closing");
    client.say("go");
    await lab.completed(client);
    await server.said("let go closing");
    await server.said("numbers ended");
  });
});

test("the client of another schema speaks in maps", async () => {
  const { port } = await lab.serve("maps");
  await lab.completed(lab.play("scenarios.py", "calls", port, "maps"));
});

test("server_down: what is tried is told, and nothing is left of it", async () => {
  const { server, port } = await lab.serve("positional");
  await server.kill();
  await lab.completed(lab.play("scenarios.py", "server_down", port));
});

test("refused_upgrade: why there will be no connection is told at once", async () => {
  await lab.completed(lab.play("scenarios.py", "refused_upgrade", 0));
});

test("silent: a server that says nothing any more is left", async () => {
  const { port } = await lab.serve("positional");
  const { proxy, through } = await lab.proxied(port);
  const client = lab.play("scenarios.py", "silent", through);
  await client.said("mute");
  proxy.mute();
  await lab.completed(client);
});

test("newer: what a later server adds is ignored", async () => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => "hawser.1" });
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const jobs: unknown[] = [];
  server.on("connection", (socket, { headers }) => {
    jobs.push(headers["x-job"]);
    const send = (...frames: unknown[][]): void => {
      for (const message of encodeBatches(frames as never, Number.POSITIVE_INFINITY)) socket.send(message);
    };
    const limits = [1_048_576, 1_048_576, 1024, 1024, 60_000, 64, 262_144];
    socket.once("message", () => {
      send([kinds.welcome, 1, "session", [...limits, 7, "new"], "more"], [99, "a frame", { of: "tomorrow" }]);
      const answers: unknown[][] = [
        [kinds.subscribed, 0, 5, "epoch", 0, "more"],
        [kinds.error, 0, "NewCode", "a code of tomorrow", { x: 5n }, undefined, "more"],
        [kinds.result, 0, 0.5, undefined, "more"],
      ];
      socket.on("message", () => {
        const answer = answers.shift();
        if (!answer) return;
        send([77], answer);
        if (answer[0] === kinds.subscribed) {
          send(
            [kinds.event, 5, 1, { n: 1, at: new Date(1000), colour: "new" }, "more"],
            [kinds.event, 6, 1, "another's"],
          );
        }
      });
    });
  });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await lab.completed(lab.play("scenarios.py", "newer", port, "maps"));
  expect(jobs).toEqual(["nightly"]);
});
