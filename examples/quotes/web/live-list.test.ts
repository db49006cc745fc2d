import {
  type Gap,
  HawserError,
  type SubscribeOptions,
  type Subscription,
  type SubscriptionStatus,
} from "@hawser/client";
import { expect, test, vi } from "vitest";
import { LiveList } from "./live-list.js";

/** A list of letters whose server answers when the test says so. */
function listOf(status: SubscriptionStatus = "subscribing") {
  let kept: string[] = [];
  let options: SubscribeOptions<string> = {};
  const subscription = { status };
  const loads: { resolve(history: string[]): void; reject(error: unknown): void }[] = [];
  const unsubscribe = vi.fn(async () => {});
  const onEvent = vi.fn();
  const list = new LiveList<string>({
    subscribe: (given) => {
      options = given;
      return Object.assign(subscription, { unsubscribe }) as unknown as Subscription<string>;
    },
    load: () => new Promise((resolve, reject) => loads.push({ resolve, reject })),
    onHistory: (history) => {
      kept = [...history];
    },
    add: (event) => {
      if (!kept.includes(event)) kept.push(event);
    },
    onEvent,
    onGap: () => {},
  });
  return {
    list,
    loads,
    unsubscribe,
    onEvent,
    kept: () => kept.join(""),
    event: (letter: string) => options.onEvent?.(letter, 1),
    gap: (reason: Gap["reason"]) => options.onGap?.({ type: "gap", reason, from: 2, to: 3 }),
    move(next: SubscriptionStatus) {
      subscription.status = next;
      options.onStatus?.(next);
    },
    settled: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

test("the history is loaded when the subscription is active, and events follow", async () => {
  const live = listOf();
  expect(live.loads).toHaveLength(0);
  live.move("active");
  live.loads[0]?.resolve(["a", "b"]);
  await live.settled();
  live.event("c");
  expect(live.kept()).toBe("abc");
});

test("what comes while the history is under way is not lost, and counted once", async () => {
  const live = listOf();
  live.move("active");
  live.event("b");
  live.event("c");
  live.loads[0]?.resolve(["a", "b"]);
  await live.settled();
  expect(live.kept()).toBe("abc");
  expect(live.onEvent).toHaveBeenCalledTimes(2);
});

test("after a reconnect it goes on where it was", async () => {
  const live = listOf("active");
  live.loads[0]?.resolve(["a"]);
  await live.settled();
  live.move("waiting");
  live.move("active");
  live.event("b");
  expect(live.kept()).toBe("ab");
  expect(live.loads).toHaveLength(1);
});

test.each(["restarted", "disconnected"] as const)(
  "after a reconnect that is %s the history takes the place of what was kept",
  async (reason) => {
    const live = listOf("active");
    live.loads[0]?.resolve(["a"]);
    await live.settled();
    live.move("waiting");
    live.gap(reason);
    expect(live.loads).toHaveLength(1);
    live.move("active");
    live.loads[1]?.resolve(["x", "y"]);
    await live.settled();
    expect(live.kept()).toBe("xy");
  },
);

test("what the server no longer has in the topic's history is loaded at once", async () => {
  const live = listOf("active");
  live.loads[0]?.resolve(["a"]);
  await live.settled();
  live.gap("expired");
  live.event("d");
  live.loads[1]?.resolve(["a", "b", "c"]);
  await live.settled();
  expect(live.kept()).toBe("abcd");
});

test.each(["conflated", "slow", "lost", "overflow"] as const)("what is missed as %s stays missing", async (reason) => {
  const live = listOf("active");
  live.loads[0]?.resolve(["a"]);
  await live.settled();
  live.gap(reason);
  live.event("d");
  expect(live.kept()).toBe("ad");
  expect(live.loads).toHaveLength(1);
});

test("a history that a later one has overtaken is ignored", async () => {
  const live = listOf();
  live.move("active");
  live.move("waiting");
  live.move("active");
  live.loads[1]?.resolve(["new"]);
  await live.settled();
  live.loads[0]?.resolve(["old"]);
  await live.settled();
  expect(live.kept()).toBe("new");
});

test("a history that was lost with its connection comes with the next", async () => {
  const live = listOf();
  live.move("active");
  live.loads[0]?.reject(new HawserError("connection_lost", "gone", { data: { mayHaveRun: true } }));
  await live.settled();
  live.move("active");
  live.loads[1]?.resolve(["a"]);
  await live.settled();
  expect(live.kept()).toBe("a");
});

test("a subscription that is active at once is loaded at once", () => {
  expect(listOf("active").loads).toHaveLength(1);
});

test("a list that was closed does nothing more", async () => {
  const live = listOf("active");
  live.list.close();
  expect(live.unsubscribe).toHaveBeenCalledOnce();
  live.loads[0]?.resolve(["a"]);
  await live.settled();
  expect(live.kept()).toBe("");
});
