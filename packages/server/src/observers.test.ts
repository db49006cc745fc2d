import { describe, expect, test } from "vitest";
import type { ServerFault } from "./fault.js";
import type { CallObservation, ServerObserver } from "./observer.js";
import { Observers } from "./observers.js";

const mine = new Error("the observer's");
const handlers = new Error("the handler's");
const fail = (): never => {
  throw mine;
};

const failing: readonly [string, (work: () => unknown) => unknown][] = [
  ["before the work", fail],
  [
    "after the work",
    (work) => {
      work();
      return fail();
    },
  ],
  [
    "in place of what the work throws",
    (work) => {
      try {
        return work();
      } catch {
        return fail();
      }
    },
  ],
];

describe.each(failing)("an observer that throws %s", (name, run) => {
  test("changes nothing for a call", () => {
    const { observers, faults } = watch({ call: () => ({ run }) as CallObservation });
    let calls = 0;
    const answer = () =>
      call(observers).run(() => {
        calls += 1;
        if (name.startsWith("in place")) throw handlers;
        return 7;
      });
    if (name.startsWith("in place")) expect(answer).toThrow(handlers);
    else expect(answer()).toBe(7);
    expect(calls).toBe(1);
    expect(faults).toEqual([{ during: "observe", cause: mine }]);
  });

  test("changes nothing for an event", () => {
    const { observers, faults } = watch({ publish: (_publication, publish) => void run(publish) });
    let events = 0;
    const publish = () =>
      observers.publish({ path: "room", events: 1 }, () => {
        events += 1;
        if (name.startsWith("in place")) throw handlers;
      });
    if (name.startsWith("in place")) expect(publish).toThrow(handlers);
    else publish();
    expect(events).toBe(1);
    expect(faults).toEqual([{ during: "observe", cause: mine }]);
  });
});

test("what the work throws is the work's", () => {
  const { observers, faults } = watch({ call: () => ({ run: (work) => work() }) });
  expect(() =>
    call(observers).run(() => {
      throw handlers;
    }),
  ).toThrow(handlers);
  expect(faults).toEqual([]);
});

function watch(observer: ServerObserver): { observers: Observers; faults: ServerFault[] } {
  const faults: ServerFault[] = [];
  return { observers: new Observers([observer], (fault) => faults.push(fault)), faults };
}

function call(observers: Observers): ReturnType<Observers["call"]> {
  return observers.call({ path: "rooms.send", session: "s1", streams: undefined, carrier: {} });
}
