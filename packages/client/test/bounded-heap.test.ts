import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { processTerminal, run } from "@hawser/codegen";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { itemBytes } from "./bounded-heap/items.js";

const directory = fileURLToPath(new URL("bounded-heap", import.meta.url));
const items = 2 ** 30 / itemBytes;

/** A process that held all that its peer does not read would take at least half of the stream. */
const maxPeakBytes = 128 * 2 ** 20;

/** What the credit of 256 KiB lets through, one item, and one that waits for the network. */
const maxHeldItems = 6;

describe("a stream of 1 GB through a bounded heap", { tags: ["slow"] }, () => {
  let server: ChildProcess;
  let url: string;

  beforeAll(async () => {
    server = start("serve.ts", String(items));
    url = await firstLine(server);
  }, 30_000);

  afterAll(async () => {
    if (server.exitCode !== null) return;
    const exited = once(server, "exit");
    server.kill("SIGKILL");
    await exited;
  });

  test("either way, with readers that stop reading for a while", { timeout: 90_000 }, async () => {
    const client = start("exchange.ts", url, String(items));
    const exited = once(client, "exit");
    const { sentItems, receivedItems, heldItems, ...peaks } = JSON.parse(await firstLine(client)) as Exchanged;
    expect(await exited).toEqual([0, null]);

    expect({ sentItems, receivedItems }).toEqual({ sentItems: items, receivedItems: items });
    // Two stops each way.
    expect(heldItems).toHaveLength(4);
    expect(Math.max(...heldItems)).toBeLessThanOrEqual(maxHeldItems);
    expect(peaks.serverPeakBytes).toBeLessThan(maxPeakBytes);
    expect(peaks.clientPeakBytes).toBeLessThan(maxPeakBytes);
  });

  test("its stub is fresh", async () => {
    const lines: string[] = [];
    const print = (line: string): void => void lines.push(line);
    const terminal = { ...processTerminal(), cwd: directory, out: print, err: print };
    expect(await run(["generate", "torrent.schema.ts", "--check"], terminal), lines.join("\n")).toBe(0);
  });
});

interface Exchanged {
  readonly sentItems: number;
  readonly receivedItems: number;
  readonly heldItems: readonly number[];
  readonly serverPeakBytes: number;
  readonly clientPeakBytes: number;
}

/** A program of the test in a process of its own, whose heap is a thirtieth of the stream. */
function start(file: string, ...args: readonly string[]): ChildProcess {
  const options = ["--max-old-space-size=32", "--conditions=@hawser/source", "--import=tsx"];
  return spawn(process.execPath, [...options, file, ...args], { cwd: directory, stdio: ["ignore", "pipe", "inherit"] });
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout) for await (const line of createInterface(stdout)) return line;
  throw new Error("the program ended without printing a line");
}
