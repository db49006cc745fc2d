import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished } from "vitest";
import { bundleProgram } from "../bundle-program.js";
import { CuttingProxy } from "./cutting-proxy.js";
import { generateInto } from "./generate-client.js";
import { findPython, type LineProcess, startPython, startServer, whyNoPython } from "./python.js";

/** The lab for the tests of one file, each of which is skipped where there is no Python. */
export function useLab(): Lab {
  const lab = new Lab();
  beforeAll(() => lab.start(), 60_000);
  afterAll(() => lab.stop());
  beforeEach((context) => {
    if (lab.python === undefined) context.skip(whyNoPython);
  });
  return lab;
}

/** A program that serves, a generated client, and what stands between them. */
class Lab {
  readonly python = findPython();
  directory = "";
  private program = "";

  async start(): Promise<void> {
    this.directory = await mkdtemp(join(tmpdir(), "hawser-python-lab-"));
    this.program = await bundleProgram(new URL("lab-server.ts", import.meta.url), this.directory);
    await generateInto(this.directory, new URL("lab.schema.ts", import.meta.url), "lab_client.py");
  }

  stop(): Promise<void> {
    return rm(this.directory, { recursive: true, force: true });
  }

  /** @param more what the server is told about its transport: the library, the files of its key and its certificate. */
  async serve(
    encoding: string,
    port = 0,
    more: readonly string[] = [],
  ): Promise<{ server: LineProcess; port: number }> {
    const server = startServer(this.program, [encoding, String(port), ...more]);
    onTestFinished(() => server.kill());
    const [, bound] = /(\d+)$/.exec(await server.said("listening on")) ?? [];
    return { server, port: Number(bound) };
  }

  async proxied(port: number): Promise<{ proxy: CuttingProxy; through: number }> {
    const proxy = new CuttingProxy();
    onTestFinished(() => proxy.stop());
    return { proxy, through: await proxy.start(port) };
  }

  /** Runs a scenario of a program beside this file against a port of this machine. */
  play(program: string, scenario: string, port: number, encoding = "positional", scheme = "ws"): LineProcess {
    const url = `${scheme}://127.0.0.1:${port}`;
    return startPython(this.python as string, program, [scenario, url, encoding], this.directory);
  }

  /** Proves that a scenario came to its end. */
  async completed(client: LineProcess): Promise<void> {
    const code = await client.ended();
    expect({ code, errors: client.errors, last: client.lines.at(-1) }).toEqual({ code: 0, errors: "", last: "done" });
  }
}
