import { isHawserError } from "@hawser/client";
import { describe, expect, test } from "vitest";
import { Rig } from "./rig.js";
import { transports } from "./transports.js";

// A subscription, ended or interrupted in its middle. It has no deadline, and no handler that could throw.

interface Ending {
  readonly name: string;
  end(watched: Watched): unknown;
  /** What the loop ends with: a code, or how. */
  readonly expected: string;
  readonly serverIsGone?: true;
}

const endings: readonly Ending[] = [
  {
    name: "the subscriber unsubscribes",
    end: ({ unsubscribe }) => unsubscribe(),
    expected: "ended",
  },
  {
    name: "the reader leaves the loop",
    end: ({ rig }) => {
      rig.readerLeaves = true;
      publish(rig, 2);
    },
    expected: "left",
  },
  {
    name: "the subscriber loses the right",
    end: async ({ rig }) => {
      rig.mayStay = false;
      await rig.client.connection.refreshAuth();
    },
    expected: "forbidden",
  },
  {
    name: "the connection is cut, and the next one goes on",
    end: async ({ rig, event, unsubscribe }) => {
      await rig.cut();
      await rig.soon(() => expect(rig.state.subscriptions).toBe(1));
      publish(rig, 2);
      expect(await event(2)).toEqual([1, 2]);
      await unsubscribe();
    },
    expected: "ended",
  },
  {
    name: "the server closes",
    end: async ({ rig }) => {
      await rig.server.close({ graceMs: 20 });
      expect(rig.client.connection.status.state).not.toBe("closed");
      await rig.client.connection.close();
    },
    expected: "ended",
    serverIsGone: true,
  },
];

describe.each(transports)("over %s", (_name, createTransport) => {
  describe.each(["positional", "maps"] as const)("in %s", (encoding) => {
    test.each(endings)("$name", async ({ end, expected, serverIsGone }) => {
      const rig = await Rig.open({ transport: await createTransport(), encoding });
      const watched = new Watched(rig);
      await rig.soon(() => expect(watched.status).toBe("active"));
      publish(rig, 1);
      expect(await watched.event(1)).toEqual([1]);

      await end(watched);
      expect(await watched.outcome).toBe(expected);
      expect(watched.status).toBe("ended");
      // To leave a loop does not wait for the server.
      await rig.soon(() => expect(rig.state.subscriptions).toBe(0));
      if (!serverIsGone) await proveThePlaceIsFree(rig);
      await rig.proveNothingIsLeft();
    });
  });
});

const channel = { channel: "a" };

/** A subscription with a reader. */
class Watched {
  readonly outcome: Promise<string>;
  readonly #events: number[] = [];
  readonly #subscription: ReturnType<Rig["client"]["feed"]["subscribe"]>;

  constructor(readonly rig: Rig) {
    this.#subscription = rig.client.feed.subscribe(channel);
    this.outcome = this.#read().catch((error: unknown) => {
      if (!isHawserError(error)) throw error;
      return error.code;
    });
  }

  get status(): string {
    return this.#subscription.status;
  }

  readonly unsubscribe = (): Promise<void> => this.#subscription.unsubscribe();

  /** All that came, from when there are so many. */
  readonly event = async (count: number): Promise<readonly number[]> => {
    await this.rig.soon(() => expect(this.#events).toHaveLength(count));
    return this.#events;
  };

  async #read(): Promise<string> {
    for await (const { n } of this.#subscription) {
      if (this.rig.readerLeaves) return "left";
      this.#events.push(n);
    }
    return "ended";
  }
}

function publish(rig: Rig, n: number): void {
  rig.server.publish.feed(channel, { n });
}

/** A connection may have one subscription. */
async function proveThePlaceIsFree(rig: Rig): Promise<void> {
  rig.mayStay = true;
  await rig.client.connection.refreshAuth();
  const next = rig.client.feed.subscribe({ channel: "b" });
  await rig.soon(() => expect(next.status).toBe("active"));
  await next.unsubscribe();
}
