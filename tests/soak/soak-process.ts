import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A server that publishes, in a process of its own. */
export class SoakProcess {
  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
    private readonly rests: Promise<void>,
  ) {}

  /**
   * Starts one and waits until it listens.
   *
   * @param program `soak-server.ts`, bundled
   * @param port 0 leaves it to the system
   */
  static start(program: string, { journal, port, seed }: SoakProcessOptions): Promise<SoakProcess> {
    const args = [program, journal, String(port), String(seed)];
    const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
    return new Promise((resolve, reject) => {
      child.once("exit", () => reject(new Error("the server ended before it listened")));
      const rests = new Promise<void>((rest) => {
        createInterface(child.stdout).on("line", (line) => {
          const [, bound] = /listening on (\d+)/.exec(line) ?? [];
          if (bound !== undefined) resolve(new SoakProcess(Number(bound), child, rests));
          else if (line === "rests") rest();
          else console.log(line);
        });
      });
    });
  }

  /** It publishes one last event to each instance. */
  async rest(): Promise<void> {
    this.child.stdin?.write("rest\n");
    await this.rests;
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

export interface SoakProcessOptions {
  readonly journal: string;
  readonly port: number;
  readonly seed: number;
}
