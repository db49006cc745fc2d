import { setTimeout } from "node:timers/promises";
import { type Started, startProcess } from "../harness/process.js";
import { type ContenderName, startClient, startServer } from "./contenders/contenders.js";
import type { CrowdOrder, Received } from "./crowd.js";
import type { ClientOrder } from "./drive-client.js";
import type { ServerOrder } from "./drive-server.js";
import type { Recording } from "./recording.js";

/** A row's server, and a crowd of sockets that do what the row's own client does. */
export class Stage {
  #groups = 0;

  private constructor(
    readonly server: Started,
    readonly crowd: Started,
    readonly recording: Recording,
  ) {}

  /**
   * @param topics to how many the client subscribes while it is recorded.
   * @param startsServer where the server is to be started in a way of its own.
   */
  static async set(
    name: ContenderName,
    topics: number,
    { startsServer = () => startServer(name) }: { startsServer?: () => Promise<Started> } = {},
  ): Promise<Stage> {
    const crowdFile = new URL("./crowd.ts", import.meta.url);
    const starting = [startsServer(), startClient(name), startProcess(crowdFile, { core: "load" })] as const;
    try {
      const [server, client, crowd] = await Promise.all(starting);
      const order: ClientOrder = { do: "record", port: server.port, topics };
      const recording = await client.request<Recording>(order);
      await client.stop();
      return new Stage(server, crowd, recording);
    } catch (error) {
      for (const started of await Promise.allSettled(starting)) {
        if (started.status === "fulfilled") await started.value.stop();
      }
      throw error;
    }
  }

  async strike(): Promise<void> {
    await this.crowd.stop();
    await this.server.stop();
  }

  /** @returns the group's number. */
  async open(count: number, ...turns: Recording["subscribe"]): Promise<number> {
    await this.tell({ do: "open", port: this.server.port, count, turns: turns.flat() });
    return this.#groups++;
  }

  tell(order: CrowdOrder): Promise<unknown> {
    return this.crowd.request(order);
  }

  order<T>(order: ServerOrder): Promise<T> {
    return this.server.request<T>(order);
  }

  /** What a group has received since it last forgot, when nothing comes any more. */
  async received(group: number): Promise<Received> {
    const count = (): Promise<Received> => this.crowd.request({ do: "count", group } satisfies CrowdOrder);
    let last = await count();
    for (let quiet = 0; quiet < 2; ) {
      await setTimeout(pauseMs);
      const received = await count();
      quiet = received.bytes > last.bytes ? 0 : quiet + 1;
      last = received;
    }
    return last;
  }
}

const pauseMs = 50;
