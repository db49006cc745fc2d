import { existsSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Started, startProcess } from "./process.js";

let program: Started;
beforeEach(async () => {
  program = await startProcess(new URL("./test/program.ts", import.meta.url), { core: "load" });
});
afterEach(() => program.stop());

test("a process says where it listens, and answers one thing after the other", async () => {
  expect(program.port).toBe(4711);
  const echo = { list: [1, new Uint8Array([2])] };
  expect(await Promise.all([program.request({ echo }), program.request({ echo: "b" })])).toEqual([echo, "b"]);
});

test("what it threw comes back, and it goes on", async () => {
  await expect(program.request("fail")).rejects.toThrow("as asked");
  expect(await program.request({ echo: 1 })).toBe(1);
});

test("all that waits for a process that ends fails with what it wrote, and so does what comes later", async () => {
  await expect(program.request("exit")).rejects.toThrow(/test\/program.ts has ended \(3\)\. gives up/);
  await expect(program.request({ echo: 1 })).rejects.toThrow("gives up");
});

test("what it has spent and what it holds are its own", async () => {
  const before = program.cpuSeconds();
  await program.request("work");
  const spent = program.cpuSeconds() - before;
  expect(spent).toBeGreaterThan(0.15);
  expect(spent).toBeLessThan(2);
  expect(program.rssBytes()).toBeGreaterThan(10_000_000);
});

test("it is gone once it has been stopped", async () => {
  expect(existsSync(`/proc/${program.pid}`)).toBe(true);
  await program.stop();
  expect(existsSync(`/proc/${program.pid}`)).toBe(false);
});
