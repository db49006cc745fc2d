import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { transports } from "../transports.js";
import { workspace } from "../workspace.js";
import { type Lab, labSchemaFile, serveLab } from "./serve-lab.js";

const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

interface Process {
  readonly child: ChildProcessWithoutNullStreams;
  readonly printed: { out: string; err: string };
  ended(): Promise<{ code: number | null; out: string; err: string }>;
}

/** The command as users run it, with pipes for everything. */
function start(...args: string[]): Process {
  const command = ["--conditions", "@hawser/source", "--import", import.meta.resolve("tsx"), cli, ...args];
  const child = spawn(process.execPath, command, { cwd: tmpdir(), env: { ...process.env, NO_COLOR: "1" } });
  onTestFinished(() => void child.kill("SIGKILL"));
  const printed = { out: "", err: "" };
  child.stdout.on("data", (chunk) => {
    printed.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    printed.err += chunk;
  });
  const closed = once(child, "close");
  return { child, printed, ended: async () => ({ code: (await closed)[0] as number | null, ...printed }) };
}

const serve = async (): Promise<Lab> =>
  serveLab({ transport: await (transports[0] as (typeof transports)[0]).transport() });

describe("as a process", { timeout: 30_000 }, () => {
  test("a call prints NDJSON into a pipe, all of it", async () => {
    const { url } = await serve();
    const { code, out, err } = await start("call", url, "numbers.count", '{"to":50000}').ended();
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(50_000);
    expect(lines.at(-1)).toBe("50000");
  });

  test("items are answered while they are typed in", async () => {
    const { url } = await serve();
    const { child, printed, ended } = start("call", url, "numbers.double", "--schema", labSchemaFile);
    child.stdin.write("1\n");
    await vi.waitFor(() => expect(printed.out).toBe("2\n"), 20_000);
    child.stdin.end("2.5");
    expect(await ended()).toEqual({ code: 0, out: "2\n5\n", err: "" });
  });

  test("a reader that goes away ends a stream, and that is no error", async () => {
    const { url, aborted } = await serve();
    const { child, ended } = start("call", url, "numbers.count", '{"to":100000000}');
    await once(child.stdout, "data");
    child.stdout.destroy();
    expect(await ended()).toMatchObject({ code: 0, err: "" });
    await vi.waitFor(() => expect(aborted).toEqual(["count"]));
  });

  test("Ctrl-C ends a subscription", async () => {
    const { url, server } = await serve();
    const { child, printed, ended } = start("subscribe", url, "tick");
    const ticking = setInterval(() => server.publish.tick(1), 20);
    await vi.waitFor(() => expect(printed.out).toContain('"event":1'), 20_000);
    clearInterval(ticking);
    child.kill("SIGINT");
    expect(await ended()).toMatchObject({ code: 0, err: "" });
    await vi.waitFor(() => expect(server.connectionCount).toBe(0));
  });

  test("Ctrl-C cancels a call", async () => {
    const { url, begun, aborted } = await serve();
    const { child, ended } = start("call", url, "wait", "--schema", labSchemaFile);
    await vi.waitFor(() => expect(begun).toEqual(["wait"]), 20_000);
    child.kill("SIGINT");
    expect(await ended()).toEqual({ code: 1, out: "", err: "" });
    await vi.waitFor(() => expect(aborted).toEqual(["wait"]));
  });

  test("Ctrl-C ends a command that waits for its input", async () => {
    const { url } = await serve();
    const { child, ended } = start("call", url, "numbers.negate", "-", "--schema", labSchemaFile);
    child.stdin.write("5");
    // Nothing is printed by which to tell that it waits.
    await sleep(3_000);
    child.kill("SIGINT");
    expect(await ended()).toEqual({ code: 1, out: "", err: "" });
  });

  test("Ctrl-C ends a command that waits for a schema file", async () => {
    const cwd = await workspace({
      "slow.schema.ts": 'process.stderr.write("begun"); await new Promise(() => setInterval(() => {}, 1_000));',
    });
    const { child, printed, ended } = start("call", "localhost:1", "nothing", "--schema", `${cwd}/slow.schema.ts`);
    await vi.waitFor(() => expect(printed.err).toBe("begun"), 20_000);
    child.kill("SIGINT");
    expect(await ended()).toEqual({ code: 1, out: "", err: "begun" });
  });

  test("what was asked wrongly exits with 2, what failed with 1", async () => {
    const { url } = await serve();
    expect(await start("call", url, "ehco").ended()).toMatchObject({ code: 2, out: "" });
    expect(await start("call", url, "fail", '"declared"').ended()).toMatchObject({ code: 1, out: "" });
  });
});
