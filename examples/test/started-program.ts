import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A program of the examples in a process of its own. */
export class StartedProgram {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /**
   * Starts it in its own directory, as a user would, and waits until it has printed its URL.
   *
   * @param file its path, from the directory of the examples.
   * @param env what it finds in its environment beside what is there.
   */
  static async start(file: string, env: Record<string, string>): Promise<StartedProgram> {
    const child = spawn(process.execPath, ["--conditions=@hawser/source", "--import", "tsx", basename(file)], {
      cwd: join(examples, dirname(file)),
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const line of createInterface(child.stdout)) {
      const [url] = /http:\S+/.exec(line) ?? [];
      if (url !== undefined) return new StartedProgram(url, child);
    }
    throw new Error(`${file} ended without printing a URL`);
  }

  /** Ends it. @returns its exit code, or `null` where the signal ended it. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, "exit");
      this.child.kill(signal);
      await exited;
    }
    return this.child.exitCode;
  }
}

const examples = fileURLToPath(new URL("..", import.meta.url));
