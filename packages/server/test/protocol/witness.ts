import { expect } from "vitest";
import type { Rig } from "./over-transports.js";
import type { RawClient } from "./raw-client.js";
import type { RulesServer } from "./rules-server.js";

/** A well-behaved client that calls and listens all the time, while others misbehave on connections of their own. */
export class Witness {
  readonly #client: RawClient;
  readonly #publish: (news: string) => void;
  readonly #testimony: Promise<void>;
  #isDismissed = false;
  #callCount = 0;
  #slowestMs = 0;

  private constructor(client: RawClient, publish: (news: string) => void) {
    this.#client = client;
    this.#publish = publish;
    this.#testimony = this.#watch();
    // A test that fails before it asks has a better reason.
    this.#testimony.catch(() => undefined);
  }

  static async start(rig: Rig, { port, server }: RulesServer): Promise<Witness> {
    const client = await rig.open(port);
    expect((await client.exchange([6, 0, "news"]))[0]?.slice(0, 2)).toEqual([7, 0]);
    return new Witness(client, server.publish.news);
  }

  /** Proves that every call was answered, every event came in its order, and nothing took long. */
  async testify(): Promise<void> {
    this.#isDismissed = true;
    await this.#testimony;
    expect(this.#callCount).toBeGreaterThan(0);
    // What a loop iteration of a server costs that works through a megabyte of somebody's frames, on a busy machine.
    expect(this.#slowestMs).toBeLessThan(2_500);
  }

  async #watch(): Promise<void> {
    while (!this.#isDismissed) {
      const count = ++this.#callCount;
      const startedAtMs = Date.now();
      this.#publish(`news ${count}`);
      this.#client.send([2, 0, "add", { a: count, b: 1 }]);
      expect(await this.#client.receive()).toEqual([8, expect.any(Number), count, `news ${count}`]);
      expect(await this.#client.receive()).toEqual([3, 0, count + 1]);
      // Kept messages would look like a leak of the server's.
      this.#client.messages.length = 0;
      this.#slowestMs = Math.max(this.#slowestMs, Date.now() - startedAtMs);
    }
  }
}
