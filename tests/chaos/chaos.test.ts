import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFailed, test, vi } from "vitest";
import { openSockets } from "../open-sockets.js";
import { audit } from "./audit.js";
import { LedgerLab } from "./ledger-lab.js";
import { Load } from "./load.js";
import { randomOf } from "./random.js";

// A server that is killed again and again, under 50 clients that know nothing of it.

const callsOfAKind = 10_000;
const kills = 20;

test("a server is killed at random moments", { tags: ["slow"] }, async () => {
  const seed = Number(process.env.CHAOS_SEED ?? Date.now());
  onTestFailed(() => console.log(`CHAOS_SEED=${seed} chooses the same moments again`));
  const random = randomOf(seed);
  const lab = await LedgerLab.open();
  await lab.start();
  const { port } = lab.server;
  const socketsBefore = openSockets();
  const clients = lab.connect(50);
  // Every tenth has so little time that it may well pass while there is no server.
  const timeoutMs = (number: number): number | undefined => (number % 20 === 1 ? 100 : undefined);
  const load = new Load({ clients, callsOfAKind, concurrency: 8, timeoutMs });

  const moments = Array.from({ length: kills }, () => Math.floor(random() * 1.9 * callsOfAKind)).sort((a, b) => a - b);
  for (const moment of moments) {
    await load.reached(moment);
    await pause(random() * 40);
    await lab.server.end("SIGKILL");
    await lab.start(port);
  }
  await load.done;
  expect(await lab.server.end("SIGTERM")).toBe(0);

  expect(audit(load.ended, lab.journal)).toEqual([]);
  const plain = load.ended.filter(({ kind }) => kind === "plain");
  const idempotent = load.ended.filter(({ kind }) => kind === "idempotent");
  expect([plain.length, idempotent.length]).toEqual([callsOfAKind, callsOfAKind]);
  // Otherwise it was not hard enough to prove anything.
  expect(plain.filter(({ error }) => error?.code === "connection_lost").length).toBeGreaterThan(kills);
  expect(lab.journal.filter(({ kind }) => kind === "inheritance").length).toBeGreaterThan(kills);
  expect(idempotent.filter(({ receipt }) => receipt !== undefined).length).toBeGreaterThan(0.9 * callsOfAKind);

  for (const { connection } of clients) expect(connection.bufferedBytes).toBe(0);
  await Promise.all(clients.map(({ connection }) => connection.close()));
  await vi.waitFor(() => expect(openSockets()).toBe(socketsBefore));
});
