import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** A process of a measurement, which does one thing after the other. */
export class Child<Order extends object> {
  private constructor(private readonly child: ChildProcess) {}

  /** @returns it with the first thing that it says. */
  static async start<Order extends object, First>(
    file: string,
    args: readonly (string | number)[],
  ): Promise<[Child<Order>, First]> {
    const child = new Child<Order>(fork(fileURLToPath(new URL(file, import.meta.url)), args.map(String)));
    return [child, await child.#said<First>()];
  }

  /** @returns what it says when it has done it. */
  async order<Answer>(order: Order): Promise<Answer> {
    this.child.send(order);
    return this.#said<Answer>();
  }

  /** The most memory that it has held since it was last asked, from proc(5). */
  async peakMb(): Promise<number> {
    const { pid } = this.child;
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    await writeFile(`/proc/${pid}/clear_refs`, "5");
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1_000;
  }

  async stop(): Promise<void> {
    this.child.disconnect();
    await once(this.child, "exit");
  }

  /** @throws Error where it ends instead. */
  async #said<T>(): Promise<T> {
    const [said] = await Promise.race([once(this.child, "message"), once(this.child, "exit").then(() => [])]);
    if (said === undefined) throw new Error("a process of the measurement has ended");
    return said as T;
  }
}
