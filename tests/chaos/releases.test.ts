import { setTimeout as pause } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { openSockets } from "../open-sockets.js";
import { audit } from "./audit.js";
import { LedgerLab } from "./ledger-lab.js";
import { Load } from "./load.js";

// One release after the other, each told to go when the next one listens. Nobody notices.

const callsOfAKind = 5_000;
const releases = 6;

test("a server is drained while the next one serves", { tags: ["slow"] }, async () => {
  const lab = await LedgerLab.open();
  await lab.start();
  const socketsBefore = openSockets();
  const clients = lab.connect(50);
  const load = new Load({ clients, callsOfAKind, concurrency: 8 });

  for (let release = 1; release <= releases; release += 1) {
    await load.reached((2 * callsOfAKind * release) / (releases + 2));
    const old = lab.server;
    await lab.start();
    // It ends by itself, with nothing left that would keep it.
    expect(await old.end("SIGTERM")).toBe(0);
    await pause(Math.random() * 20);
  }
  await load.done;

  expect(load.ended.filter(({ error }) => error).map(({ error }) => error?.message)).toEqual([]);
  expect(load.ended.length).toBe(2 * callsOfAKind);
  expect(audit(load.ended, lab.journal)).toEqual([]);

  for (const { connection } of clients) expect(connection.bufferedBytes).toBe(0);
  await Promise.all(clients.map(({ connection }) => connection.close()));
  expect(await lab.server.end("SIGTERM")).toBe(0);
  await vi.waitFor(() => expect(openSockets()).toBe(socketsBefore));
});
