import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A server of the ledger in a process of its own. */
export class LedgerProcess {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
  ) {}

  /**
   * Starts one and waits until it listens.
   *
   * @param program `ledger-server.ts`, bundled
   * @param port 0 leaves it to the system
   */
  static async start(program: string, journal: string, port = 0): Promise<LedgerProcess> {
    const child = spawn(process.execPath, [program, journal, String(port)], { stdio: ["ignore", "pipe", "inherit"] });
    for await (const line of createInterface(child.stdout)) {
      const [, bound] = /listening on (\d+)/.exec(line) ?? [];
      if (bound !== undefined) return new LedgerProcess(Number(bound), child);
    }
    throw new Error("the ledger ended before it listened");
  }

  /** @returns its exit code, or `null` where the signal ended it. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, "exit");
      this.child.kill(signal);
      await exited;
    }
    return this.child.exitCode;
  }
}
