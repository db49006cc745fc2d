import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import type { Asked, Said } from "./serve-process.js";

/** What is said between the suite and a process that it has started with a pipe for standard error. */
export class Conversation {
  /** Settles when the process has ended. */
  readonly ended: Promise<void>;
  #end: string | undefined;
  #wrote = "";
  #lastId = 0;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();

  constructor(
    private readonly child: ChildProcess,
    private readonly name: string,
  ) {
    child.stderr?.on("data", (data: Buffer) => {
      this.#wrote = (this.#wrote + data).slice(-2_000);
    });
    child.on("message", (said: Said) => this.#hear(said));
    this.ended = this.#hearEnd();
  }

  /** @returns what it says when it is ready. */
  ready(): Promise<{ readonly port: number }> {
    return this.#expect(0);
  }

  ask<T>(message: unknown): Promise<T> {
    const id = ++this.#lastId;
    if (this.child.connected) this.child.send({ id, message } satisfies Asked);
    return this.#expect(id);
  }

  #expect<T>(id: number): Promise<T> {
    if (this.#end !== undefined) return Promise.reject(new Error(this.#end));
    return new Promise((resolve, reject) =>
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject }),
    );
  }

  /** Not by the event "close", which does not come when this end has disconnected. */
  async #hearEnd(): Promise<void> {
    const [[code, signal]] = await Promise.all([once(this.child, "exit"), finished(this.child.stderr as Readable)]);
    this.#end = `${this.name} has ended (${code ?? signal}). ${this.#wrote.trim()}`;
    for (const { reject } of this.#waiting.values()) reject(new Error(this.#end));
  }

  #hear(said: Said): void {
    const waiter = this.#waiting.get(said.id);
    this.#waiting.delete(said.id);
    if ("error" in said) waiter?.reject(new Error(said.error));
    else waiter?.resolve(said.result);
  }
}
