import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A Python that clients run on; undefined where there is none. */
export function findPython(): string | undefined {
  return ["/usr/bin/python3", "python3"].find((program) => {
    try {
      execFileSync(program, ["-c", "import sys, msgpack, websockets; assert sys.version_info >= (3, 11)"], {
        stdio: "ignore",
      });
      return true;
    } catch {
      return false;
    }
  });
}

export const whyNoPython =
  "no python3 of 3.11 or newer with websockets and msgpack: apt-get install python3-websockets python3-msgpack";

/** A process that is spoken with line by line. */
export class LineProcess {
  readonly lines: string[] = [];
  /** What it said of its errors. */
  errors = "";
  private readonly waiting = new Set<() => void>();
  private readonly exited: Promise<unknown>;

  constructor(private readonly child: ChildProcess) {
    this.exited = once(child, "exit");
    if (child.stdout) createInterface(child.stdout).on("line", (line) => this.add(line));
    child.stderr?.on("data", (chunk: Buffer) => {
      this.errors += chunk.toString();
    });
    child.on("exit", () => this.notify());
  }

  /** Waits for a line that contains a text. */
  async said(text: string): Promise<string> {
    for (;;) {
      const line = this.lines.find((line) => line.includes(text));
      if (line !== undefined) return line;
      if (this.child.exitCode !== null) throw new Error(`it ended without saying ${text}: ${this.errors}`);
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  say(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  /** @returns its exit code. */
  async ended(): Promise<number | null> {
    await this.exited;
    return this.child.exitCode;
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGKILL");
    await this.exited;
  }

  private add(line: string): void {
    this.lines.push(line);
    this.notify();
  }

  private notify(): void {
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }
}

/** A program beside this file, which finds generated clients in a directory. */
export function startPython(python: string, program: string, args: readonly string[], clients: string): LineProcess {
  const file = fileURLToPath(new URL(program, import.meta.url));
  const env = { ...process.env, PYTHONPATH: clients, PYTHONDONTWRITEBYTECODE: "1", PYTHONUNBUFFERED: "1" };
  return new LineProcess(spawn(python, ["-W", "error", file, ...args], { env, stdio: "pipe" }));
}

/** A bundled program on this release of Node. */
export function startServer(program: string, args: readonly string[]): LineProcess {
  return new LineProcess(spawn(process.execPath, [program, ...args], { stdio: "pipe" }));
}
